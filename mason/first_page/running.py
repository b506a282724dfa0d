"""What is going on now: executions, runs and reviews."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone

from accounts.admin.relating import row_url
from backlog.admin.badges import ANALYSIS_STATUS
from backlog.choices import AnalysisStatus
from backlog.models import AnalysisRun
from execution.admin.badges import RUN_STATUS
from execution.choices import RunStatus
from execution.models import ExecutionRun, RemoteExecutionRun
from mason.first_page.executions import Execution
from mason.first_page.scope import Scope

SHOWN: Final = 5
REVIEW_TAKES: Final = timedelta(days=1)
"""A review that is in progress for longer has probably died."""

_OPEN_RUNS: Final = (RunStatus.PENDING, RunStatus.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class Run:
    """A run or review in progress."""

    kind: str
    name: str
    url: str
    status: str
    variant: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Running:
    """What is going on, the latest first; `hidden` counts the executions that aren't shown."""

    executions: Sequence[Execution]
    hidden: int
    all_url: str
    live_url: str
    runs: Sequence[Run]


def running_in(scope: Scope, executions: Sequence[Execution]) -> Running:
    """Give what is going on; of `executions` those that still move."""
    moving = [execution for execution in executions if not execution.is_stale]
    runs = [*_reviews(scope), *_remote_runs(scope), *_local_runs()]
    return Running(
        executions=moving[:SHOWN],
        hidden=max(len(moving) - SHOWN, 0),
        live_url=reverse("execution_live:list"),
        all_url=scope.items_url(status__exact="in_progress"),
        runs=sorted(runs, key=lambda run: run.started_at, reverse=True),
    )


def _reviews(scope: Scope) -> list[Run]:
    rows = scope.of(AnalysisRun.objects.filter(status=AnalysisStatus.IN_PROGRESS))
    fresh = rows.filter(started_at__gt=timezone.now() - REVIEW_TAKES).select_related("repository")
    return [
        _run("Review", row, f"{row.repository or 'No repository'}, {row.mode}", ANALYSIS_STATUS)
        for row in fresh[:SHOWN]
    ]


def _remote_runs(scope: Scope) -> list[Run]:
    rows = scope.of(RemoteExecutionRun.objects.filter(status__in=_OPEN_RUNS))
    return [_run("Remote run", row, row.branch_name, RUN_STATUS) for row in rows[:SHOWN]]


def _local_runs() -> list[Run]:
    """Runs of the machine itself; they belong to no repository, so they are always shown."""
    rows = ExecutionRun.objects.filter(status__in=_OPEN_RUNS)[:SHOWN]
    return [_run("Local run", row, _items(row.item_count), RUN_STATUS) for row in rows]


def _run(kind: str, row: Any, name: str, variants: Mapping[str, str]) -> Run:
    status = row.get_status_display()
    return Run(kind, name, row_url(row), status, variants[row.status], row.started_at)


def _items(number: int) -> str:
    return f"{number} item" if number == 1 else f"{number} items"
