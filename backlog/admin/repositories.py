"""Repositories in the admin, with what reviews brought for them."""

from typing import Any, Final, override

from django.contrib import admin
from django.contrib.admin import display
from django.db.models import Prefetch
from django.http import HttpRequest
from django.template.defaultfilters import date
from django.utils.html import format_html
from django.utils.timezone import localtime
from unfold.views import ChangeList

from accounts.admin.access import LightChangeList
from accounts.admin.badges import label
from accounts.admin.relating import capped_count, changelist_url, row_url, shown_count
from accounts.admin.repositories import GitHubRepositoryAdmin
from accounts.models import GitHubRepository
from backlog.admin.badges import ANALYSIS_STATUS
from backlog.choices import AnalysisStatus, ItemStatus
from backlog.models import AnalysisRun, BacklogItem

_LAST_REVIEWS: Final = "last_reviews"

admin.site.unregister(GitHubRepository)


class ReviewedList(LightChangeList):
    """A list that asks for the reviews of a page's repositories at once."""

    def get_results(self, request: HttpRequest) -> None:
        """Give the page's repositories with their last review, and their items counted.

        Only now: in the queryset the items of all repositories would be counted with its rows.
        """
        super().get_results(request)
        counts = {
            f"{status}_items": capped_count(BacklogItem, "repository", status=status)
            for status in (ItemStatus.NEW, ItemStatus.APPROVED)
        }
        rows: Any = self.result_list
        self.result_list = rows.annotate(**counts).prefetch_related(_last_reviews())


@admin.register(GitHubRepository)
class ReviewedRepositoryAdmin(GitHubRepositoryAdmin):
    """What is reviewed, when it last was, and what waits for a decision or an agent."""

    list_display: Any = [
        "github_full_name",
        "last_review",
        "new_items",
        "approved_items",
        "is_active",
        "github_default_branch",
        "user",
    ]

    @override
    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:  # type: ignore[override]  # Unfold promises an instance
        """Give the list that knows of reviews."""
        return ReviewedList

    @display(description="Last review", empty_value="never")
    def last_review(self, row: Any) -> str | None:
        """Give when it was and how it ended."""
        for run in getattr(row, _LAST_REVIEWS):
            state = label(AnalysisStatus(run.status).label, ANALYSIS_STATUS[run.status])
            began = date(localtime(run.started_at), "DATETIME_FORMAT")
            shown = '<a class="text-link whitespace-nowrap" href="{}">{}</a> {}'
            return format_html(shown, row_url(run), began, state)
        return None

    @display(description="New")
    def new_items(self, row: Any) -> str:
        """Give how many wait for a decision."""
        return _count_link(row, ItemStatus.NEW, row.new_items)

    @display(description="Approved")
    def approved_items(self, row: Any) -> str:
        """Give how many wait for an agent."""
        return _count_link(row, ItemStatus.APPROVED, row.approved_items)


def _last_reviews() -> "Prefetch[Any]":
    newest = AnalysisRun.objects.order_by("repository_id", "-started_at", "-id")
    return Prefetch(
        "analysis_runs",
        newest.distinct("repository_id").defer("error_message"),
        to_attr=_LAST_REVIEWS,
    )


def _count_link(row: GitHubRepository, status: ItemStatus, count: int) -> str:
    if not count:
        return "0"
    filters = {"repository__id__exact": row.pk, "status__exact": status}
    url = changelist_url(BacklogItem, **filters)
    return format_html('<a class="text-link" href="{}">{}</a>', url, shown_count(count))
