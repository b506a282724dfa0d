"""Items that are being carried out, and since when nothing was heard of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from accounts.admin.relating import row_url
from backlog.choices import ItemStatus
from backlog.models import BacklogItem, StatusChange
from execution.admin.badges import PHASE
from execution.choices import STALLED_AFTER
from execution.models import ExecutionProgress
from mason.first_page.scope import Scope

LOOKED_AT: Final = 200
"""Items in progress that are looked at; more can't be watched on one page."""

_COLUMNS: Final = ("title", "status", "updated_at", "repository__github_full_name")


@dataclass(frozen=True, slots=True)
class Execution:
    """An item in progress; without a report of this attempt `progress` is None."""

    item: BacklogItem
    url: str
    live_url: str
    began_at: datetime
    moved_at: datetime
    progress: ExecutionProgress | None

    @property
    def is_stale(self) -> bool:
        """Whether nothing was heard for too long."""
        return self.moved_at <= timezone.now() - STALLED_AFTER

    @property
    def phase_variant(self) -> str:
        """The colour of the phase."""
        phase = self.progress.current_phase if self.progress else None
        return PHASE[phase] if phase else ""

    @property
    def percent(self) -> int:
        """The share of the tasks that are done; 0 while their number isn't known."""
        if self.progress is None or self.progress.tasks_total < 1:
            return 0
        return min(100 * self.progress.tasks_completed // self.progress.tasks_total, 100)


def executions_in(scope: Scope) -> Sequence[Execution]:
    """Give the items in progress, those that moved last first."""
    claimed = StatusChange.objects.filter(
        item=OuterRef("pk"), to_status=ItemStatus.IN_PROGRESS
    ).order_by("-changed_at")
    rows = (
        scope.items()
        .filter(status=ItemStatus.IN_PROGRESS)
        .order_by()
        .select_related("repository", "progress")
        .only(*_COLUMNS, *_progress_columns())
        .annotate(claimed_at=Subquery(claimed.values("changed_at")[:1]))
    )
    found = [_execution(item) for item in rows[:LOOKED_AT]]
    return sorted(found, key=lambda execution: execution.moved_at, reverse=True)


def _progress_columns() -> list[str]:
    shown = ("current_phase", "current_wave", "total_waves", "current_task", "tasks_completed")
    return [f"progress__{name}" for name in (*shown, "tasks_total", "updated_at", "item")]


def _execution(item: BacklogItem) -> Execution:
    began_at = getattr(item, "claimed_at", None) or item.updated_at
    progress = getattr(item, "progress", None)
    if progress is not None and progress.updated_at < began_at:
        progress = None  # of an earlier attempt
    moved_at = progress.updated_at if progress else began_at
    live_url = reverse("execution_live:item", args=[item.pk])
    return Execution(item, row_url(item), live_url, began_at, moved_at, progress)
