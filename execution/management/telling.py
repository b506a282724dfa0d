"""Saying at a terminal how a run goes, by what its attempts log."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.db import DatabaseError, InterfaceError, connection
from django.utils.timezone import localtime

from backlog.intake.wording import shortened
from execution.choices import AttemptStatus, LogLevel
from execution.models import Attempt, AttemptLine, ExecutionRun
from execution.watching.cells import clean

LONGEST_TITLE: Final = 40
IDLE_LOOKS: Final = 20
"""How often nothing of the run is under way before it says what it waits for."""
WAITING: Final = (
    "Waiting: as many items of the repository are in progress already as its execution settings"
    " allow, or other workers have them."
)


class Telling:
    """Says each new line but those of agents; `say` prints one."""

    def __init__(self, run_id: UUID, say: Callable[[str], None]) -> None:
        self._run_id = run_id
        self._say = say
        self._told = 0
        self._idle = 0

    def is_done(self) -> bool:
        """Say what is new, and whether the run has ended; not now while the database is away."""
        try:
            ended = ExecutionRun.objects.exclude(completed_at=None)
            is_done = ended.filter(pk=self._run_id).exists()
            self._tell()
            self._tell_of_waiting()
        except (DatabaseError, InterfaceError):
            connection.close()
            return False
        return is_done

    def _tell(self) -> None:
        lines = AttemptLine.objects.filter(attempt__run=self._run_id, pk__gt=self._told)
        shown = lines.exclude(log_level=LogLevel.DEBUG).select_related("attempt__item")
        for line in shown.order_by("pk"):
            title = shortened(clean(line.attempt.item.title), LONGEST_TITLE)
            self._say(f"{localtime(line.created_at):%H:%M:%S} {title}: {clean(line.message)}")
            self._told = line.pk

    def _tell_of_waiting(self) -> None:
        attempts = Attempt.objects.filter(run=self._run_id)
        is_idle = not attempts.filter(status=AttemptStatus.RUNNING).exists()
        self._idle = self._idle + 1 if is_idle and attempts.open().exists() else 0
        if self._idle == IDLE_LOOKS:
            self._say(WAITING)
