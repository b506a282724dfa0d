"""How long executions will still take: by their own pace, or by what is usual."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import timedelta
from statistics import median
from typing import Final
from uuid import UUID

from django.db.models import DurationField, ExpressionWrapper, F

from backlog.choices import ItemStatus
from execution.models import ExecutionProgress

EXECUTIONS_OF_A_MEDIAN: Final = 20
LOOKED_AT: Final = 500
"""Executions of all repositories that are looked through, the newest, for those of one."""

_TOOK: Final = ExpressionWrapper(F("completed_at") - F("started_at"), DurationField())


def time_left(
    *, elapsed: timedelta, done: int, total: int, usual: timedelta | None
) -> timedelta | None:
    """Give how long an execution with `done` of `total` tasks will still take; None: unknown.

    Once a task is done, its own pace tells. Before that, and when all are done, what is usual
    does: zero then says that it takes longer than usual.
    """
    if 0 < done < total:
        return elapsed / done * (total - done)
    if usual is None:
        return None
    return max(usual - elapsed, timedelta(0))


def usual_times(repository_ids: Collection[UUID]) -> Mapping[UUID, timedelta]:
    """Give the median time of each repository's last successful executions, where it has any."""
    newest = ExecutionProgress.objects.filter(completed_at__isnull=False).order_by("-started_at")
    rows = (
        ExecutionProgress.objects.filter(
            pk__in=newest.values("pk")[:LOOKED_AT],
            item__status=ItemStatus.COMPLETED,
            item__repository__in=repository_ids,
        )
        .order_by("-started_at")
        .values_list("item__repository", _TOOK)
    )
    seconds: defaultdict[UUID, list[float]] = defaultdict(list)
    for repository_id, took in rows:
        seconds[repository_id].append(took.total_seconds())
    return {
        repository_id: timedelta(seconds=median(found[:EXECUTIONS_OF_A_MEDIAN]))
        for repository_id, found in seconds.items()
    }
