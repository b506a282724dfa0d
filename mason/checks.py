"""System checks of the project: `mason.E...` are errors, `mason.W...` warnings."""

import shlex
import stat
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

from backlog.choices import SubagentType

OUTSIDE_ADDRESSES: Final = ("GITHUB_URL", "GITHUB_API_URL", "ANTHROPIC_BASE_URL", "OPENAI_BASE_URL")
"""The settings that name where other services are."""

SUBAGENTS: Final = tuple(SubagentType.values)


def check_encryption_keys(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 - Django's signature
    **_kwargs: object,
) -> list[CheckMessage]:
    """E001 for each entry of ENCRYPTION_KEYS that isn't a Fernet key; it never shows the entry."""
    return [
        Error(
            f"Entry {position} of ENCRYPTION_KEYS isn't a Fernet key.",
            hint="A key is 32 random bytes in URL-safe base64: see .env.example for making one.",
            id="mason.E001",
        )
        for position, key in enumerate(settings.ENCRYPTION_KEYS, start=1)
        if not _is_fernet_key(key)
    ]


def check_secrets_file(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 - Django's signature
    **_kwargs: object,
) -> list[CheckMessage]:
    """W001 if the file of secrets can be read by others than its owner."""
    path = settings.SECRETS_FILE
    if not path.exists() or not stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
        return []
    message = f"{path} can be read by others than its owner."
    return [CheckWarning(message, hint=f"chmod 600 '{path}'", id="mason.W001")]


def check_outside_addresses(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 - Django's signature
    **_kwargs: object,
) -> list[CheckMessage]:
    """E002 for each address of another service that isn't one of the web."""
    return [
        Error(
            f"{name} isn't a web address.",
            hint="Begin it with https://, as the example in .env.example does.",
            id="mason.E002",
        )
        for name in OUTSIDE_ADDRESSES
        if not _is_web_address(getattr(settings, name))
    ]


def check_agent_commands(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 - Django's signature
    **_kwargs: object,
) -> list[CheckMessage]:
    """E003 for each part of EXECUTION_AGENT_COMMANDS that names no sub-agent or no command."""
    commands = settings.EXECUTION_AGENT_COMMANDS
    if not isinstance(commands, dict):
        faults = ["EXECUTION_AGENT_COMMANDS isn't a JSON object."]
    else:
        faults = [fault for one in commands.items() for fault in _faults_of_command(*one)]
    hint = f"""It is as {{"Explore": "explorer --read-only"}}; kinds: {", ".join(SUBAGENTS)}."""
    return [Error(fault, hint=hint, id="mason.E003") for fault in faults]


def _faults_of_command(kind: str, command: object) -> list[str]:
    entry = f"EXECUTION_AGENT_COMMANDS has {kind!r}"
    faults = [] if kind in SUBAGENTS else [f"{entry}, which is no kind of sub-agent."]
    if not isinstance(command, str):
        return [*faults, f"{entry} with something else than a text as its command."]
    try:
        parts = shlex.split(command)
    except ValueError as error:
        return [*faults, f"{entry} with a command that can't be read: {error}."]
    return faults if parts else [*faults, f"{entry} without a command."]


def _is_web_address(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in {"https", "http"} and bool(parts.hostname)


def _is_fernet_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True
