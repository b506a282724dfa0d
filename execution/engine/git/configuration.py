"""The environment and configuration that our git commands run with."""

import base64
import os
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

type Entries = Sequence[tuple[str, str]]

SAFE: Final[Entries] = (
    ("core.hooksPath", os.devnull),
    ("core.fsmonitor", "false"),
    ("core.attributesFile", os.devnull),
    ("core.excludesFile", os.devnull),
    ("core.untrackedCache", "false"),
    ("protocol.ext.allow", "never"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("commit.gpgSign", "false"),
    ("push.gpgSign", "false"),
    ("push.followTags", "false"),
    ("submodule.recurse", "false"),
    ("fetch.recurseSubmodules", "false"),
    ("push.recurseSubmodules", "no"),
    ("diff.ignoreSubmodules", "dirty"),
)
"""Overrides for every command: nothing that a repository names runs as a program."""

LASTING: Final[Entries] = (("core.fsync", "committed"), ("core.fsyncMethod", "batch"))
"""What is written with these is on the disk when git ends, also after a loss of power."""

_PATIENCE: Final[Entries] = (("http.lowSpeedLimit", "1"), ("http.lowSpeedTime", "60"))
"""A web transfer that stands still for a minute has failed."""

_SSH: Final = "ssh -o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval=20"

_PASSED_ON: Final = ("PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "LD_LIBRARY_PATH")
_PASSED_ON_TO_REMOTES: Final = (
    *("XDG_CONFIG_HOME", "SSH_AUTH_SOCK", "GIT_SSH_COMMAND", "GIT_SSL_CAINFO"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
    *("http_proxy", "https_proxy", "all_proxy", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR"),
)
_EVERYWHERE: Final = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "GIT_EDITOR": "false",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh",
}


def local_environment() -> dict[str, str]:
    """Give the environment of a command that stays on this machine.

    It doesn't read the user's or the machine's git configuration, so that the same is committed
    everywhere.
    """
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    return _passed_on(_PASSED_ON) | _EVERYWHERE | alone | as_variables(SAFE)


def remote_environment(url: str, token: str) -> dict[str, str]:
    """Give the environment of a command that talks to the remote at `url`.

    It does read the user's and the machine's git configuration, for proxies, certificates and,
    without a token, how to sign in. The token is only given for an http or https address, and
    then no redirection is followed: git would take the token along.
    """
    entries = [*SAFE, *_PATIENCE, *_as_written(url)]
    if token and is_web(url):
        entries += _signing_in(url, token)
    variables = _passed_on((*_PASSED_ON, *_PASSED_ON_TO_REMOTES))
    return {"GIT_SSH_COMMAND": _SSH} | variables | _EVERYWHERE | as_variables(entries)


def as_variables(entries: Entries) -> dict[str, str]:
    """Give configuration as the environment variables that git reads it from."""
    variables = {"GIT_CONFIG_COUNT": str(len(entries))}
    for number, (key, value) in enumerate(entries):
        variables[f"GIT_CONFIG_KEY_{number}"] = key
        variables[f"GIT_CONFIG_VALUE_{number}"] = value
    return variables


def is_web(url: str) -> bool:
    """Tell whether an address is one of http or https."""
    return url.lower().startswith(("http://", "https://"))


def credentials_of(token: str) -> str:
    """Give the token as it is sent: a name and a password in base64."""
    return base64.b64encode(f"x-access-token:{token}".encode()).decode()


def _as_written(url: str) -> Entries:
    """Keep the user's configuration from rewriting the address: the longest match wins."""
    return ((f"url.{url}.insteadOf", url), (f"url.{url}.pushInsteadOf", url))


def _signing_in(url: str, token: str) -> Entries:
    parts = urlsplit(url)
    header = f"http.{parts.scheme}://{parts.netloc.rpartition('@')[2]}/.extraHeader"
    return (
        ("credential.helper", ""),
        ("http.followRedirects", "false"),
        (header, ""),
        (header, f"Authorization: Basic {credentials_of(token)}"),
    )


def _passed_on(names: Sequence[str]) -> dict[str, str]:
    return {name: os.environ[name] for name in names if name in os.environ}
