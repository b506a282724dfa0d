"""What went wrong lately, and what doesn't move."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from accounts.admin.relating import row_url
from backlog.choices import AnalysisStatus, ItemStatus
from backlog.models import AnalysisRun, StatusChange
from backlog.querysets import FAILED_ATTEMPT
from execution.choices import RunStatus
from execution.models import ExecutionRun, RemoteExecutionRun
from mason.first_page.executions import Execution
from mason.first_page.running import REVIEW_TAKES
from mason.first_page.scope import Scope

SHOWN: Final = 5
"""Rows of each kind."""

FAILED: Final = "danger"
STUCK: Final = "warning"
"""The colours of the two sorts."""

LATELY: Final = timedelta(days=7)
"""How long a failure stays on the first page."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something to look into: what happened to which row, why and since when."""

    kind: str
    variant: str
    name: str
    url: str
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True)
class TroubleList:
    """What to look into, the latest first, and the lists with all of it."""

    rows: Sequence[Trouble]
    all_reviews_url: str
    all_remote_runs_url: str


def trouble_in(scope: Scope, executions: Sequence[Execution]) -> TroubleList:
    """Give what failed in the last week, and of `executions` and reviews those that are stuck."""
    rows: list[Trouble] = [
        *_stale_executions(executions),
        *_stale_reviews(scope),
        *_failed_attempts(scope),
        *_failed_reviews(scope),
        *_failed_runs(scope.of(RemoteExecutionRun.objects.all()), "Remote run failed"),
        *_failed_runs(ExecutionRun.objects.all(), "Local run failed"),
    ]
    return TroubleList(
        rows=sorted(rows, key=lambda trouble: trouble.since, reverse=True),
        all_reviews_url=scope.list_url(AnalysisRun, status__exact="failed"),
        all_remote_runs_url=scope.list_url(RemoteExecutionRun, status__exact="failed"),
    )


def _stale_executions(executions: Sequence[Execution]) -> Iterable[Trouble]:
    """Those that haven't moved for longest."""
    stale = [execution for execution in reversed(executions) if execution.is_stale]
    for execution in stale[:SHOWN]:
        yield Trouble(
            kind="Not moving",
            variant=STUCK,
            name=execution.item.title,
            url=execution.url,
            reason="In progress, but nothing was heard of it since.",
            since=execution.moved_at,
        )


def _stale_reviews(scope: Scope) -> Iterable[Trouble]:
    rows = scope.of(AnalysisRun.objects.filter(status=AnalysisStatus.IN_PROGRESS))
    stale = rows.filter(started_at__lte=timezone.now() - REVIEW_TAKES)
    for run in stale.order_by("-started_at").select_related("repository")[:SHOWN]:
        yield Trouble(
            kind="Review not finished",
            variant=STUCK,
            name=_review_name(run),
            url=row_url(run),
            reason="In progress for more than a day: it has probably died.",
            since=run.started_at,
        )


def _failed_attempts(scope: Scope) -> Iterable[Trouble]:
    lately = StatusChange.objects.filter(FAILED_ATTEMPT, changed_at__gt=timezone.now() - LATELY)
    rows = scope.of(lately, "item__repository").filter(item__status=ItemStatus.DEFERRED)
    columns = ("reason", "changed_at", "item__title")
    for change in rows.order_by("-changed_at", "-id").select_related("item").only(*columns)[:SHOWN]:
        item = change.item
        yield Trouble("Attempt failed", FAILED, item.title, row_url(item), *_why(change))


def _failed_reviews(scope: Scope) -> Iterable[Trouble]:
    rows = scope.of(AnalysisRun.objects.filter(status=AnalysisStatus.FAILED))
    lately = rows.filter(started_at__gt=timezone.now() - LATELY).select_related("repository")
    for run in lately[:SHOWN]:
        reason = run.error_message or ""
        yield Trouble("Review failed", FAILED, _review_name(run), row_url(run), reason, _end(run))


def _failed_runs(rows: Any, kind: str) -> Iterable[Trouble]:
    lately = rows.filter(status=RunStatus.FAILED, started_at__gt=timezone.now() - LATELY)
    for run in lately[:SHOWN]:
        yield Trouble(kind, FAILED, str(run), row_url(run), run.error_message or "", _end(run))


def _review_name(run: AnalysisRun) -> str:
    return f"{run.repository or 'No repository'}, {run.mode}"


def _why(change: StatusChange) -> tuple[str, datetime]:
    return change.reason, change.changed_at


def _end(run: Any) -> datetime:
    moment: datetime = run.completed_at or run.started_at
    return moment
