"""The validations that a repository configures, and the rounds in which agents mend what fails."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.conf import settings

from backlog.assistants.environment import cut_down_environment
from backlog.choices import SubagentType
from backlog.intake.wording import cleaned
from execution.choices import (
    LONGEST_KEPT_OUTPUT,
    LONGEST_LINE,
    MAXIMUM_FIX_ITERATIONS,
    LogLevel,
    Phase,
    ValidationStatus,
)
from execution.engine.agents import ask_agent, marked
from execution.engine.confidential import without_secrets
from execution.engine.exceptions import ExecutionFailed
from execution.engine.prompts import fix_prompt
from execution.engine.work import Work
from execution.models import ExecutionPolicy
from execution.services.progress import Report
from mason.processes.bounded import BoundedProgram, CannotStart, Ending, Outcome, ProgramRunner

VALIDATIONS: Final = ("typescript", "eslint", "build", "tests")
"""In the order in which they run."""

UNREADABLE: Final = "can't be read as a command (correct the execution settings)"


@dataclass(frozen=True, slots=True)
class Failure:
    """A validation that failed: how, and what it wrote."""

    name: str
    command: str
    how: str
    output: str

    @property
    def finding(self) -> str:
        """It in one line."""
        last = self.output.strip().rpartition("\n")[2].strip()[:LONGEST_LINE]
        return f"{self.name} {self.how}: {last}" if last else f"{self.name} {self.how}"


def set_up(work: Work) -> None:
    """Run the policy's set-up in the worktree; raises ExecutionFailed or Stopped."""
    command = work.policy.setup_command
    if command:
        work.record.log(f"Set-up: {command}")
        work.record.progress(Report(current_task="Set-up"))
        failure = _run(work, "the set-up", command)
        if failure:
            raise ExecutionFailed(_told([failure], "The set-up failed."))


def inspect(work: Work) -> None:
    """Run all validations, and have failures mended at most MAXIMUM_FIX_ITERATIONS times.

    Raises ExecutionFailed with what still fails then, or Stopped.
    """
    commands = configured(work.policy)
    work.record.progress(Report(current_phase=Phase.INSPECTION, current_task="Validations"))
    for name, _ in commands:
        work.record.progress(_state(name, ValidationStatus.PENDING))
    for iteration in range(MAXIMUM_FIX_ITERATIONS + 1):
        failures = _validate(work, commands)
        if not failures:
            return
        if iteration < MAXIMUM_FIX_ITERATIONS:
            _mend(work, iteration + 1, failures)
    rounds = f"Validations still fail after {MAXIMUM_FIX_ITERATIONS} rounds of fixes."
    raise ExecutionFailed(_told(failures, rounds))


def configured(policy: ExecutionPolicy) -> list[tuple[str, str]]:
    """Give the validations that are on, with their commands."""
    commands = ((name, getattr(policy, f"{name}_command")) for name in VALIDATIONS)
    return [(name, command) for name, command in commands if command]


def _validate(work: Work, commands: Sequence[tuple[str, str]]) -> list[Failure]:
    failures = []
    for name, command in commands:
        work.record.progress(_state(name, ValidationStatus.RUNNING))
        try:
            failure = _run(work, name, command)
        except ExecutionFailed:
            work.record.progress(_state(name, ValidationStatus.FAIL))
            raise
        work.record.progress(
            _state(name, ValidationStatus.FAIL if failure else ValidationStatus.PASS)
        )
        level = LogLevel.WARN if failure else LogLevel.INFO
        work.record.log(failure.finding if failure else f"{name} passed", level=level)
        failures += [failure] if failure else []
    work.record.progress(Report(inspector_findings=[one.finding for one in failures]))
    return failures


def _state(name: str, status: ValidationStatus) -> Report:
    report: Report = replace(Report(), **{f"validation_{name}": status})  # type: ignore[arg-type]
    return report


def _mend(work: Work, iteration: int, failures: Sequence[Failure]) -> None:
    """Have an agent mend what fails, as a task of its own."""
    description = f"Fix what the validations found, round {iteration}"
    row = work.record.add_task(
        wave_number=len(work.plan.waves) + 1,
        task_number=iteration,
        description=description,
        subagent=SubagentType.GENERAL_PURPOSE,
    )
    work.record.begin_task(row.pk)
    planned = sum(len(wave.tasks) for wave in work.plan.waves)
    work.record.progress(
        Report(fix_iteration=iteration, current_task=description, tasks_total=planned + iteration)
    )
    work.record.log(description)
    told = [(one.name, one.command, one.output) for one in failures]
    try:
        summary = ask_agent(
            work,
            fix_prompt(work.item, iteration, told),
            subagent=SubagentType.GENERAL_PURPOSE,
        )
    except ExecutionFailed as error:
        work.record.end_task(row.pk, error_message=str(error))
        raise ExecutionFailed(f"Round {iteration} of fixes failed: {error}") from error
    work.record.end_task(row.pk, summary=summary)
    work.record.progress(Report(tasks_completed=planned + iteration))


def _run(work: Work, name: str, command: str) -> Failure | None:
    """Run a command of the policy; None when it succeeds. Raises ExecutionFailed or Stopped."""
    seconds = min(work.seconds_left(), settings.VALIDATION_TIMEOUT_SECONDS)
    runner = ProgramRunner()
    program = BoundedProgram(
        command=_parts(name, command),
        folder=work.worktree.path,
        environment=cut_down_environment((), marked(work.hold)),
        timeout=seconds,
    )
    try:
        with work.hold.running(runner):
            outcome = runner.run(program, heard=work.record.heard)
    except CannotStart as error:
        raise ExecutionFailed(f"{name}: {error} Correct the execution settings.") from error
    work.hold.check()
    written = (without_secrets(cleaned(one)) for one in (outcome.output, outcome.errors))
    output = "\n".join(filter(None, written))[-LONGEST_KEPT_OUTPUT:]
    how = _how(outcome, seconds)
    return Failure(name, command, how, output) if how else None


def _parts(name: str, command: str) -> list[str]:
    """Raises ExecutionFailed."""
    try:
        parts = shlex.split(command)
    except ValueError as error:
        raise ExecutionFailed(f"{name}: {command} {UNREADABLE}: {error}.") from error
    if not parts:
        raise ExecutionFailed(f"{name}: {command!r} {UNREADABLE}: it is blank.")
    return parts


def _how(outcome: Outcome, seconds: float) -> str:
    """Say how a command failed; nothing when it succeeded."""
    if outcome.was_successful:
        return ""
    if outcome.ending is Ending.TIMED_OUT:
        return f"took longer than {seconds:.0f} s"
    if outcome.ending is Ending.TOO_MUCH:
        return "wrote too much"
    if outcome.exit_code < 0:
        return f"was killed by signal {-outcome.exit_code}"
    return f"failed with exit code {outcome.exit_code}"


def _told(failures: Sequence[Failure], summary: str) -> str:
    """The summary and the end of each output, within what is kept."""
    share = LONGEST_KEPT_OUTPUT // (len(failures) + 1)
    parts = [f"{one.finding}\n{one.output[-share:]}" for one in failures]
    return "\n\n".join([summary, *parts])[:LONGEST_KEPT_OUTPUT]
