"""The agents that work on tasks: the configured command, for each kind of sub-agent."""

import shlex
from collections.abc import Mapping, Sequence
from typing import Final

from django.conf import settings

from backlog.assistants.asking import Prompt
from backlog.assistants.command_line import CommandLineAgent
from backlog.assistants.exceptions import AgentNotConfigured, AssistantError
from backlog.choices import SubagentType
from backlog.intake.wording import cleaned
from execution.engine.confidential import without_secrets
from execution.engine.exceptions import ExecutionFailed
from execution.engine.hold import Hold
from execution.engine.work import Work

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


def ask_agent(work: Work, prompt: str, *, subagent: SubagentType) -> str:
    """Have an agent work in the worktree, and give its summary; raises ExecutionFailed, Stopped."""
    try:
        agent = CommandLineAgent(
            agent_command(subagent),
            timeout=min(work.seconds_left(), settings.AGENT_TIMEOUT_SECONDS),
            variables=settings.AGENT_ENVIRONMENT,
            extra_environment=marked(work.hold),
            needs_answer=False,
            heard=work.record.heard,
        )
        with work.hold.running(agent):
            answer = agent.ask(Prompt(text=prompt, folder=work.worktree.path))
    except AssistantError as error:
        work.hold.check()
        work.record.used(error.usage)
        work.seconds_left()  # says so if the time budget is what ended it
        raise ExecutionFailed(without_secrets(str(error))) from error
    work.record.used(answer.usage)
    return without_secrets(cleaned(answer.text))
