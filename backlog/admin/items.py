"""Backlog items in the admin."""

from datetime import date

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from accounts.admin.badges import badge
from backlog.admin.badges import ITEM_STATUS
from backlog.admin.deciding import DecidingAdmin
from backlog.admin.decisions import DecisionsAdmin
from backlog.admin.filters import (
    AreaFilter,
    ComplexityFilter,
    ImpactFilter,
    QuickWinFilter,
    StatusFilter,
    TypeFilter,
)
from backlog.admin.item_filters import (
    AgeFilter,
    OperationFilter,
    PRDFilter,
    RepositoryFilter,
    RunFilter,
)
from backlog.admin.item_page.admin import ItemPageAdmin
from backlog.admin.list_page import ListPageAdmin
from backlog.admin.range_filters import EffortRangeFilter, ImpactRangeFilter, PriorityRangeFilter
from backlog.admin.searching import SearchingAdmin
from backlog.admin.triage.admin import TriageAdmin
from backlog.admin.undoing import UndoingAdmin
from backlog.models import BacklogItem
from backlog.querysets import BY_PRIORITY, ITEM_ORDERS


@admin.register(BacklogItem)
class BacklogItemAdmin(  # type: ignore[misc]  # Unfold and Django disagree on base classes
    SearchingAdmin,
    ListPageAdmin,
    TriageAdmin,
    UndoingAdmin,
    DecisionsAdmin,
    DecidingAdmin,
    ItemPageAdmin,
):
    """The backlog: what is proposed, what was decided about it, how it went."""

    actions = [*DecidingAdmin.actions, "generate_prds"]
    addable = True
    changeable = True
    unlisted_texts = ("problem", "solution", "prd_content", "benefits")
    when_empty = "A review fills the backlog:"
    when_empty_command = "python manage.py review PATH"

    list_display = [
        "wide_title",
        "status_badge",
        "priority_score",
        "impact_score",
        "effort_score",
        "complexity",
        "where",
        "created_on",
    ]
    sortable_by = ["priority_score", "impact_score", "effort_score", "complexity", "created_on"]
    list_filter = [
        StatusFilter,
        ("repository", RepositoryFilter),
        AreaFilter,
        TypeFilter,
        QuickWinFilter,
        AgeFilter,
        PRDFilter,
        ImpactFilter,
        PriorityRangeFilter,
        ImpactRangeFilter,
        EffortRangeFilter,
        ComplexityFilter,
        RunFilter,
        OperationFilter,
    ]
    list_select_related = ["repository"]
    ordering = BY_PRIORITY
    orders = ITEM_ORDERS

    status_badge = badge("status", ITEM_STATUS)

    @admin.display(description="Title")
    def wide_title(self, item: BacklogItem) -> SafeString:
        """Give the title enough room beside the narrow columns."""
        return format_html('<span class="block break-words lg:min-w-56">{}</span>', item.title)

    @admin.display(description="Repository")
    def where(self, item: BacklogItem) -> str:
        """Give the repository's name, without an order: no index has it."""
        return str(item.repository or "")

    @admin.display(description="Created", ordering="created_at")
    def created_on(self, item: BacklogItem) -> date:
        """Give the day."""
        return localdate(item.created_at)
