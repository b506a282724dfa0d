"""Deleting old log lines and finished jobs, in steps so small that nobody waits for them.

Runs that are going on keep their lines, however old these are.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from execution.models import Attempt, AttemptLine, ExecutionLog, RemoteExecutionRun
from mason.database.prepared import fetch

ROWS_OF_A_STEP: Final = 5_000
MOST_ROWS_OF_A_STEP: Final = 100_000
PAUSE_SECONDS: Final = 0.1

_FINISHED_JOBS: Final = "ARRAY['succeeded', 'failed', 'cancelled', 'aborted']"
_JOBS: Final = ProcrastinateJob._meta.db_table
_EVENTS: Final = ProcrastinateEvent._meta.db_table

# What two that prune at once have both seen, the one deletes that locked it first.
_STEP: Final = """
    WITH seen AS MATERIALIZED ({seen}), held AS MATERIALIZED (
        SELECT old.id FROM {table} AS old
        WHERE old.id = ANY (ARRAY(SELECT id FROM seen WHERE goes)) AND {holds}
        FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM {table} AS old WHERE old.id = ANY (ARRAY(SELECT id FROM held)) RETURNING 1
    )
    SELECT (SELECT count(*) FROM gone), count(*), max(moment)::text,
        (array_agg(id::text ORDER BY moment DESC, id DESC))[1]
    FROM seen
"""

# Each step begins where the last one ended: what it deleted isn't read again.
_SEEN_LINES: Final = """
    SELECT line.id, line.created_at AS moment, line.{owner} <> ALL (%(kept)s::uuid[]) AS goes
    FROM {table} AS line
    WHERE line.created_at < %(before)s
        AND (line.created_at, line.id) > (%(moment)s::timestamptz, %(id)s::{id_type})
    ORDER BY line.created_at, line.id LIMIT %(rows)s
"""

_SEEN_JOBS: Final = f"""
    SELECT job.id, NULL::timestamptz AS moment, job.status::text = ANY ({_FINISHED_JOBS}) AND (
        SELECT max(event.at) FROM {_EVENTS} AS event WHERE event.job_id = job.id
    ) < %(before)s AS goes
    FROM {_JOBS} AS job WHERE job.id > %(id)s::bigint ORDER BY job.id LIMIT %(rows)s
"""  # noqa: S608 - made of constants alone


@dataclass(frozen=True, slots=True)
class Step:
    """What one transaction deleted: how many rows, and of what in people's words."""

    what: str
    deleted: int


@dataclass(frozen=True, slots=True)
class _Pruned:
    """A table that is pruned, in the order of time and id from `first_id` on."""

    what: str
    step: str
    seen: str
    first_id: str


def _lines(what: str, model: type[Any], owner: str, id_type: str, first_id: str) -> _Pruned:
    table = model._meta.db_table
    seen = _SEEN_LINES.format(table=table, owner=owner, id_type=id_type)
    return _Pruned(what, _STEP.format(seen=seen, table=table, holds="true"), seen, first_id)


REMOTE_LINES: Final = _lines(
    "log lines of remote runs", ExecutionLog, "execution_run_id", "uuid", f"{0:032x}"
)
ATTEMPT_LINES: Final = _lines("log lines of attempts", AttemptLine, "attempt_id", "bigint", "0")
_FINISHED: Final = _Pruned(
    "finished jobs",
    _STEP.format(seen=_SEEN_JOBS, table=_JOBS, holds=f"old.status::text = ANY ({_FINISHED_JOBS})"),
    _SEEN_JOBS,
    "0",
)


def prune(
    *, before: datetime, rows: int = ROWS_OF_A_STEP, pause: float = PAUSE_SECONDS
) -> Iterator[Step]:
    """Delete what is older, `rows` at most in a transaction; gives each step when it is done.

    Between steps it waits `pause` seconds. Whoever stops asking for steps stops it: what is
    deleted stays deleted. Rows that somebody has locked are left for the next time.
    """
    for pruned, kept in _pruned(before):
        yield from _steps(pruned, {"before": before, "kept": kept, "rows": rows}, pause)


def count_prunable(*, before: datetime) -> dict[str, int]:
    """Count what `prune` would delete, by what it is."""
    return {pruned.what: _count(pruned, before, kept) for pruned, kept in _pruned(before)}


def _pruned(before: datetime) -> Iterator[tuple[_Pruned, list[Any]]]:
    """Give the tables, each with the ids of those whose rows stay."""
    going_on = RemoteExecutionRun.objects.going_on(heard_of_since=before)
    yield REMOTE_LINES, list(going_on.order_by().values_list("pk", flat=True))
    yield ATTEMPT_LINES, list(Attempt.objects.open().order_by().values_list("pk", flat=True))
    yield _FINISHED, []


def _steps(pruned: _Pruned, given: dict[str, Any], pause: float) -> Iterator[Step]:
    moment, last_id, seen = "-infinity", pruned.first_id, given["rows"]
    while seen == given["rows"]:
        if last_id != pruned.first_id:
            time.sleep(pause)
        place = {"moment": moment, "id": last_id}
        ((deleted, seen, moment, last_id),) = fetch(pruned.step, {**given, **place})
        yield Step(pruned.what, deleted)


def _count(pruned: _Pruned, before: datetime, kept: list[Any]) -> int:
    everything = {"before": before, "kept": kept, "rows": None}
    place = {"moment": "-infinity", "id": pruned.first_id}
    counting = f"SELECT count(*) FROM ({pruned.seen}) AS seen WHERE goes"  # noqa: S608 - constants
    ((number,),) = fetch(counting, {**everything, **place})
    return int(number)
