"""The agents that work on tasks: the configured command, for each kind of sub-agent."""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from django.conf import settings

from backlog.assistants.asking import Answer, Prompt
from backlog.assistants.command_line import CommandLineAgent
from backlog.assistants.exceptions import AgentNotConfigured, AssistantError
from backlog.choices import SubagentType
from execution.engine.exceptions import ExecutionFailed
from execution.engine.hold import Hold
from execution.engine.record import Record

SUBAGENT: Final = "{subagent}"
"""Where a command has it, the agent is told which kind of sub-agent it is."""
ATTEMPT_VARIABLE: Final = "MASON_ATTEMPT"
"""Marks each process of an attempt, so that what a killed worker leaves is found."""
MACHINE_VARIABLE: Final = "MASON_MACHINE"
"""Says which folder of executions it is of: others of this computer are left alone."""


def marked(hold: Hold) -> Mapping[str, str]:
    """Give the variables that every process of an attempt carries."""
    return {ATTEMPT_VARIABLE: str(hold.attempt_id), MACHINE_VARIABLE: str(hold.machine)}


def agent_command(subagent: SubagentType) -> Sequence[str]:
    """Give the command for a kind of sub-agent; raises AgentNotConfigured."""
    commands: Mapping[str, str] = settings.EXECUTION_AGENT_COMMANDS
    command = commands.get(subagent.value, settings.AGENT_COMMAND)
    try:
        parts = shlex.split(command)
    except ValueError as error:
        raise AgentNotConfigured(
            f"The agent's command for {subagent} can't be read: {error}."
        ) from error
    if not parts:
        raise AgentNotConfigured(
            f"No agent is configured for {subagent}: set AGENT_COMMAND or EXECUTION_AGENT_COMMANDS."
        )
    return [part.replace(SUBAGENT, subagent.value) for part in parts]


def require_agents(subagents: set[SubagentType]) -> None:
    """Raise AgentNotConfigured unless there is an agent for each."""
    for subagent in sorted(subagents):
        agent_command(subagent)


def ask_agent(
    prompt: str, *, subagent: SubagentType, folder: Path, timeout: float, hold: Hold, record: Record
) -> Answer:
    """Have an agent work in the folder; raises ExecutionFailed or Stopped. `timeout` in seconds."""
    try:
        agent = CommandLineAgent(
            agent_command(subagent),
            timeout=min(timeout, settings.AGENT_TIMEOUT_SECONDS),
            variables=settings.AGENT_ENVIRONMENT,
            extra_environment=marked(hold),
            needs_answer=False,
            heard=record.heard,
        )
        with hold.running(agent):
            answer = agent.ask(Prompt(text=prompt, folder=folder))
    except AssistantError as error:
        hold.check()
        raise ExecutionFailed(str(error)) from error
    record.used(answer.usage)
    return answer
