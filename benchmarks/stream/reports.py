"""What it costs those who report progress that somebody listens."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

from django.db import connection

from benchmarks.api.rounds import Pace, in_turn
from benchmarks.stream.place import tidy
from benchmarks.stream.processes import HEARING, WRITING, Spoken, dsn, spoken
from execution.models import ExecutionProgress
from execution.triggers import notify_progress
from mason.tables import TABLES

WRITERS: Final = 16
NOTIFYING: Final = "as Mason has them"
UNSENT: Final = "payload made, not notified"
SILENT: Final = "without the notifying trigger"
SECONDS_TO_BEGIN: Final = 0.2
_TRIGGER: Final = notify_progress().get_pgid(ExecutionProgress())


def measure_reports(items: Sequence[UUID], pace: Pace) -> Mapping[str, float]:
    """Give the reports in a second of all writers together, one hub listening."""
    with spoken(WRITING, WRITERS) as writers, spoken(HEARING) as (hub,):
        hub.line()
        _rate(writers, items, pace.seconds / 4)
        return in_turn(_CHANGES, pace.rounds, lambda system: _of(system, writers, items, pace))


def _of(system: str, writers: Sequence[Spoken], items: Sequence[UUID], pace: Pace) -> float:
    tidy()
    with _CHANGES[system]():
        return _rate(writers, items, pace.seconds)


def _rate(writers: Sequence[Spoken], items: Sequence[UUID], seconds: float) -> float:
    task = {"dsn": dsn(), "first": time.monotonic_ns() // 1_000_000, "seconds": seconds}
    task["begin"] = time.monotonic() + SECONDS_TO_BEGIN
    for number, writer in enumerate(writers):
        writer.tell({**task, "items": [str(one) for one in items[number :: len(writers)]]})
    answers = [writer.answer() for writer in writers]
    return sum(float(answer["reports"] / answer["seconds"]) for answer in answers)


@contextmanager
def _as_it_is() -> Iterator[None]:
    yield


@contextmanager
def _disabled() -> Iterator[None]:
    table = TABLES.execution_progress
    _execute(f"ALTER TABLE {table} DISABLE TRIGGER {_TRIGGER}")
    try:
        yield
    finally:
        _execute(f"ALTER TABLE {table} ENABLE TRIGGER {_TRIGGER}")


@contextmanager
def _unsent() -> Iterator[None]:
    """Have the trigger do all but the last: it makes the payload and keeps it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef(%s::regproc)", [_TRIGGER])
        (definition,) = cursor.fetchone()
    _execute(definition.replace("PERFORM pg_notify(", "PERFORM concat("))
    try:
        yield
    finally:
        _execute(definition)


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


_CHANGES: Final[Mapping[str, Callable[[], Any]]] = {
    NOTIFYING: _as_it_is,
    UNSENT: _unsent,
    SILENT: _disabled,
}
