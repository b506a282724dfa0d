"""The assistant that is configured."""

import shlex
from typing import Final

from django.conf import settings

from accounts.choices import Provider
from accounts.models import User
from backlog.assistants.asking import Assistant
from backlog.assistants.command_line import CommandLineAgent
from backlog.assistants.exceptions import AgentNotConfigured
from backlog.assistants.provider_keys import provider_assistant

AGENT: Final = "agent"


def agent(command: str = "") -> CommandLineAgent:
    """Give the agent of a command, else of AGENT_COMMAND; raises AgentNotConfigured."""
    try:
        parts = shlex.split(command or settings.AGENT_COMMAND)
    except ValueError as error:
        raise AgentNotConfigured(f"The agent's command can't be read: {error}.") from error
    if not parts:
        raise AgentNotConfigured(
            "No agent is configured: set AGENT_COMMAND, or give --agent-command."
        )
    return CommandLineAgent(
        parts, timeout=settings.AGENT_TIMEOUT_SECONDS, variables=settings.AGENT_ENVIRONMENT
    )


def configured_assistant(*, user: User) -> Assistant | None:
    """Give the assistant that ASSISTANT names, a provider's with the user's key.

    None where it names none. Raises AssistantError, or AccountsError for a key that can't be read.
    """
    if settings.ASSISTANT in Provider.values:
        return provider_assistant(Provider(settings.ASSISTANT), user=user)
    return agent() if settings.ASSISTANT == AGENT else None
