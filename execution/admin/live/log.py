"""The end of an execution's log, and what came after it: of an attempt, or of a remote run."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, Self
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Left

from backlog.models import BacklogItem
from execution.admin.latest import latest_remote_run
from execution.admin.live.detail import latest_attempt
from execution.admin.live.outcomes import is_of_progress
from execution.admin.live.rows import Payload
from execution.choices import LONGEST_LINE
from execution.models import (
    Attempt,
    AttemptLine,
    ExecutionLog,
    ExecutionProgress,
    RemoteExecutionRun,
)

type Source = Attempt | RemoteExecutionRun

LINES_AT_ONCE: Final = 300
LATE: Final = timedelta(seconds=10)
"""How long a line may be on its way: several writers commit, not in the order of their lines."""
LATE_LINES: Final = 50
"""Lines before the last one that are given again as long as some may come late."""

_CURSOR: Final = re.compile(r"([0-9a-f-]{36})~([0-9T:.+-]{1,40})~([0-9a-f-]{1,36})")


class Line(NamedTuple):
    """A line of either table, cut to LONGEST_LINE characters."""

    id: int | UUID
    at: datetime
    level: str
    message: str

    def as_json(self) -> Payload:
        """Give it as the page's scripts take it."""
        return {"id": str(self.id), "at": self.at, "level": self.level, "message": self.message}


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last line that a page has: whose log it is in, when it was written, its id."""

    source_id: UUID
    at: datetime
    line_id: int | UUID

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what `str()` wrote; raises ValueError for anything else."""
        parts = _CURSOR.fullmatch(text)
        if parts is None:
            raise ValueError(text)
        at = datetime.fromisoformat(parts[2])
        if at.tzinfo is None:
            raise ValueError(text)
        line_id = int(parts[3]) if len(parts[3]) < len(parts[1]) else UUID(parts[3])
        return cls(UUID(parts[1]), at, line_id)

    def __str__(self) -> str:
        return f"{self.source_id}~{self.at.isoformat()}~{self.line_id}"

    def following(self) -> Q:
        """Give what later lines have."""
        if isinstance(self.line_id, int):
            return Q(pk__gt=self.line_id)
        # The first condition is what the index is read by.
        later = Q(created_at__gt=self.at) | Q(pk__gt=self.line_id)
        return Q(created_at__gte=self.at) & later

    def preceding(self) -> Q:
        """Give what the line and earlier ones have."""
        if isinstance(self.line_id, int):
            return Q(pk__lte=self.line_id)
        earlier = Q(created_at__lt=self.at) | Q(pk__lte=self.line_id)
        return Q(created_at__lte=self.at) & earlier


def source_of(item: BacklogItem) -> Source | None:
    """Give what logs the item's latest execution; None if nothing did."""
    attempt, run = latest_attempt(item), latest_remote_run(item)
    progress = ExecutionProgress.objects.filter(item=item).only("run_id", "item").first()
    if attempt is not None and (run is None or is_of_progress(attempt, progress)):
        return attempt
    return run


def log_of(source: Source | None, after: Cursor | None, now: datetime) -> Payload:
    """Give the last lines of the log, or those after the cursor, the oldest first.

    A few lines before a young cursor come again, because others may have come late between them.
    `anew` says that the lines don't continue what the page has; `more` that others follow.
    """
    if source is None:
        return {"lines": [], "cursor": "", "anew": True, "more": False}
    if after is None or after.source_id != source.pk:
        lines = _read(source, Q(), newest_first=True, most=LINES_AT_ONCE)[::-1]
        return _payload(source, lines, [], None)
    again = _read(source, after.preceding(), newest_first=True, most=_late(after, now))[::-1]
    lines = _read(source, after.following(), newest_first=False, most=LINES_AT_ONCE + 1)
    return _payload(source, lines, again, after)


def _late(after: Cursor, now: datetime) -> int:
    return LATE_LINES if now - after.at < LATE else 0


def _payload(
    source: Source, found: Sequence[Line], again: Sequence[Line], after: Cursor | None
) -> Payload:
    lines = found[:LINES_AT_ONCE]
    cursor = Cursor(source.pk, lines[-1].at, lines[-1].id) if lines else after
    return {
        "lines": [line.as_json() for line in (*again, *lines)],
        "cursor": str(cursor or ""),
        "anew": after is None,
        "more": len(found) > LINES_AT_ONCE,
    }


def _read(source: Source, condition: Q, *, newest_first: bool, most: int) -> Sequence[Line]:
    if not most:
        return []
    rows: Any
    if isinstance(source, Attempt):
        rows, order = AttemptLine.objects.filter(attempt=source), ["pk"]
    else:
        rows, order = ExecutionLog.objects.filter(execution_run=source), ["created_at", "pk"]
    directed = [f"-{name}" if newest_first else name for name in order]
    columns = ("pk", "created_at", "log_level", Left("message", LONGEST_LINE))
    found = rows.filter(condition).order_by(*directed).values_list(*columns)[:most]
    return [Line(*row) for row in found]
