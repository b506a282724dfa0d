"""Reading the newest lines of a long log, and some in its depth, beside the raw query."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Final
from urllib.parse import urlencode

from accounts.api.listing.cursors import Cursor, write_cursor
from accounts.api.listing.questions import Question
from accounts.api.resources import _question
from benchmarks.logs.data import Logged
from execution.admin.log_tail import newest as newest_lines
from execution.api.logs import ExecutionLogViewSet
from execution.models import ExecutionLog, RemoteExecutionRun
from mason.database.prepared import fetch
from mason.tables import TABLES

LINES: Final = 100
READINGS_OF_A_ROUND: Final = 40
_ORDER: Final = next(iter(ExecutionLogViewSet.directions))

# Said so that only the run's index fits: `ExecutionLogQuerySet.of_run` tells why.
_RAW: Final = f"""
    SELECT id, created_at, execution_run_id, log_level, message, metadata
    FROM {TABLES.execution_logs} WHERE execution_run_id >= %s AND execution_run_id <= %s
    ORDER BY execution_run_id, created_at DESC, id DESC LIMIT %s
"""  # noqa: S608 - the name of a table


@dataclass(frozen=True, slots=True)
class Reading:
    """Median seconds of reading 100 lines: raw, Mason's list, its deep page, the admin's tail."""

    raw: float
    newest: float
    deep: float
    tail: float


def measure_reading(logged: Logged, rounds: int) -> Reading:
    """Let the systems take turns, reading by reading; the first round warms up."""
    systems = _systems(logged)
    taken: dict[str, list[float]] = {name: [] for name in systems}
    for number in range((rounds + 1) * READINGS_OF_A_ROUND):
        for name, system in systems.items():
            seconds = _timed(system)
            if number >= READINGS_OF_A_ROUND:
                taken[name].append(seconds)
    return Reading(**{name: median(seconds) for name, seconds in taken.items()})


def _systems(logged: Logged) -> Mapping[str, Callable[[], object]]:
    run, user_id = logged.read, logged.user.pk
    newest, deep = _question_about(run), _question_about(run, cursor=_in_the_depth(run))
    return {
        "raw": lambda: fetch(_RAW, [run.pk, run.pk, LINES]),
        "newest": lambda: newest.page(user_id),
        "deep": lambda: deep.page(user_id),
        "tail": lambda: newest_lines(ExecutionLog.objects.of_run(run.pk), LINES),
    }


def _question_about(run: RemoteExecutionRun, **parameters: str) -> Question:
    """Give what the API reads the log's page by, for an agent."""
    asked = {"execution_run_id": str(run.pk), "limit": str(LINES), **parameters}
    return _question(ExecutionLogViewSet, urlencode(asked), False)  # noqa: FBT003 - not all


def _in_the_depth(run: RemoteExecutionRun) -> str:
    """Give the cursor of the page that begins nearly at the log's first line."""
    line = run.logs.order_by("created_at", "id")[2 * LINES : 2 * LINES + 1].get()
    return write_cursor(Cursor(_ORDER, (line.created_at, line.pk)))


def _timed(system: Callable[[], object]) -> float:
    began = time.perf_counter()
    system()
    return time.perf_counter() - began
