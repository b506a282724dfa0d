"""What an attempt tells the database, each only while it holds the attempt."""

import threading
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import transaction

from backlog.assistants.asking import Usage
from backlog.choices import SubagentType
from backlog.exceptions import ItemNotFound, TransitionConflict
from backlog.prd.document import Wave
from execution.choices import LINES_OF_AN_ATTEMPT, LogLevel
from execution.engine.confidential import without_secrets
from execution.engine.exceptions import Stopped
from execution.engine.hold import Cause, Hold
from execution.engine.patience import patiently
from execution.exceptions import AttemptLost, NotInProgress, RunConflict
from execution.models import ExecutionTask
from execution.services import holding, settling, tasks
from execution.services.attempt_lines import AttemptMessage, append_attempt_lines
from execution.services.holding import Taken
from execution.services.leased import ENGINE, held_attempt
from execution.services.progress import Report, report_progress

_TAKEN_AWAY: Final = (AttemptLost, NotInProgress, RunConflict, ItemNotFound, TransitionConflict)
"""What a write raises when somebody else has decided about the attempt or its item."""
_CUT: Final = "What programs write is cut here: an attempt keeps no more of it."


class Record:
    """Writes for one start; every method raises Stopped when it has lost the attempt."""

    def __init__(self, hold: Hold, taken: Taken) -> None:
        self._hold = hold
        self._item_id = taken.attempt.item_id
        self._run_id = str(taken.attempt.run_id)
        self._lines_left = LINES_OF_AN_ATTEMPT
        self._lock = threading.Lock()

    def progress(self, report: Report) -> None:
        """Report how far the item is."""
        self._write_held(
            lambda: report_progress(
                item_id=self._item_id, run_id=self._run_id, report=report, actor=ENGINE
            )
        )

    def log(self, *messages: str, level: LogLevel = LogLevel.INFO) -> None:
        """Keep lines of the engine itself."""
        lines = [AttemptMessage(message, level) for message in messages]
        attempt_id = self._hold.attempt_id
        self._write_held(lambda: append_attempt_lines(attempt_id=attempt_id, lines=lines))

    def heard(self, lines: Sequence[str]) -> None:
        """Keep what a program writes but for secrets, as long as there is room for it."""
        with self._lock:
            kept = [without_secrets(line) for line in lines[: self._lines_left]]
            self._lines_left -= len(kept)
            if kept and not self._lines_left:
                kept.append(_CUT)
        if kept:
            self.log(*kept, level=LogLevel.DEBUG)

    def note(self, **changes: object) -> None:
        """Write what the attempt has reached, by column; without any, see that it is still held."""
        self._write(lambda: holding.note(self._hold.holder, **changes))

    def used(self, usage: Usage) -> None:
        """Add what an agent used."""
        if usage.tokens or usage.cost:
            self._write(
                lambda: holding.add_usage(
                    self._hold.holder,
                    input_tokens=usage.input_tokens,
                    output_tokens=usage.output_tokens,
                    cost=usage.cost or Decimal(0),
                )
            )

    def plan(self, waves: Sequence[Wave]) -> list[ExecutionTask]:
        """Make the rows of all tasks."""
        return self._write(lambda: tasks.plan_tasks(self._hold.holder, waves))

    def add_task(
        self, *, wave_number: int, task_number: int, description: str, subagent: SubagentType
    ) -> ExecutionTask:
        """Make the row of a further task."""
        return self._write(
            lambda: tasks.add_task(
                self._hold.holder,
                wave_number=wave_number,
                task_number=task_number,
                description=description,
                subagent=subagent,
            )
        )

    def begin_task(self, task_id: UUID) -> None:
        """Note that a task is worked on."""
        self._write(lambda: tasks.begin_task(self._hold.holder, task_id))

    def end_task(self, task_id: UUID, *, summary: str = "", error_message: str = "") -> None:
        """Note how a task ended."""
        self._write(
            lambda: tasks.end_task(
                self._hold.holder, task_id, summary=summary, error_message=error_message
            )
        )

    def succeed(self, pr_url: str) -> None:
        """End the attempt and its item with the pull request, and say so."""
        holder = self._hold.holder

        def complete() -> None:
            with transaction.atomic():
                settling.succeed(holder, pr_url=pr_url)
                last = AttemptMessage("The item is completed.")
                append_attempt_lines(attempt_id=holder.attempt_id, lines=[last])

        self._write(complete)

    def fail(self, error_message: str) -> None:
        """End the attempt as failed; its item is deferred."""
        self._write(lambda: settling.fail(self._hold.holder, error_message=error_message))

    def _write_held(self, write: Callable[[], object]) -> None:
        """Write what doesn't ask for the lease itself."""

        def write_as_holder() -> None:
            with transaction.atomic():
                held_attempt(self._hold.holder)
                write()

        self._write(write_as_holder)

    def _write[Result](self, write: Callable[[], Result]) -> Result:
        try:
            return patiently(self._hold, write)
        except _TAKEN_AWAY as error:
            self._hold.end(Cause.LOST)
            raise Stopped from error
