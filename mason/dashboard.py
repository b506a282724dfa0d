"""The admin's first page: where the backlog stands and what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count
from django.http import HttpRequest

from accounts.admin.relating import changelist_url, row_url
from backlog.admin.badges import ANALYSIS_STATUS, ITEM_STATUS
from backlog.choices import AnalysisStatus, ItemStatus
from backlog.models import AnalysisRun, BacklogItem

SHOWN_RECOMMENDATIONS: Final = 5
SHOWN_RUNS: Final = 5
REVIEW_COMMAND: Final = "python manage.py review PATH"


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many items have a status, with its colour and the list of them."""

    label: str
    count: int
    variant: str
    url: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """An item to decide about next, and why it is recommended."""

    item: BacklogItem
    url: str


@dataclass(frozen=True, slots=True)
class Run:
    """An analysis run that needs an eye, with its colour."""

    run: AnalysisRun
    variant: str
    url: str


@dataclass(frozen=True, slots=True)
class FirstPage:
    """All that the first page shows."""

    statuses: Sequence[StatusCount]
    recommendations: Sequence[Recommendation]
    runs: Sequence[Run]
    review_command: str = REVIEW_COMMAND

    @property
    def is_empty(self) -> bool:
        """Whether there is no item at all."""
        return not any(status.count for status in self.statuses)


def show(_: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Give Unfold's context of the first page, completed."""
    first_page = FirstPage(count_by_status(), recommend(), runs_to_watch())
    return {**context, "title": "Backlog at a glance", "first_page": first_page}


def count_by_status() -> list[StatusCount]:
    """Give the number of items for each status, none left out."""
    counts = dict(BacklogItem.objects.order_by().values_list("status").annotate(Count("pk")))
    return [
        StatusCount(
            label=status.label,
            count=counts.get(status.value, 0),
            variant=ITEM_STATUS[status],
            url=changelist_url(BacklogItem, status__exact=status.value),
        )
        for status in ItemStatus
    ]


def recommend() -> list[Recommendation]:
    """Give the items to decide about next, the first one first."""
    items = BacklogItem.objects.recommended().select_related("repository")
    items = items.defer("problem", "solution", "prd_content", "benefits")
    return [Recommendation(item, row_url(item)) for item in items[:SHOWN_RECOMMENDATIONS]]


def runs_to_watch() -> list[Run]:
    """Give the latest analysis runs that are running or failed."""
    statuses = [AnalysisStatus.IN_PROGRESS, AnalysisStatus.FAILED]
    runs = AnalysisRun.objects.filter(status__in=statuses).select_related("repository")
    return [Run(run, ANALYSIS_STATUS[run.status], row_url(run)) for run in runs[:SHOWN_RUNS]]
