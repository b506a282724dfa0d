"""Analysis runs in the admin."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.admin.access import CuratorAdmin
from accounts.admin.badges import badge
from accounts.admin.relating import changelist_url
from backlog.admin.badges import ANALYSIS_STATUS
from backlog.admin.filters import ChosenFilter
from backlog.admin.item_filters import RUN_PARAMETER, RepositoryFilter
from backlog.choices import AnalysisStatus, Area
from backlog.models import AnalysisRun, BacklogItem, FilteredItem
from backlog.modes import AREA_PREFIX, BANGER, FULL


class RunStatusFilter(ChosenFilter):
    """By how the run ended."""

    title = "status"
    parameter_name = "status__exact"
    offered = AnalysisStatus.choices


class ModeFilter(ChosenFilter):
    """By mode."""

    title = "mode"
    parameter_name = "mode"
    offered = (
        (FULL, "Full"),
        ("quick", "Quick"),
        *((f"{AREA_PREFIX}{area.value}", f"Area: {area.label}") for area in Area),
        (BANGER, "Banger"),
    )


@admin.register(AnalysisRun)
class AnalysisRunAdmin(CuratorAdmin):
    """The reviews that were made; history, so read-only."""

    when_empty = "A run is recorded by each review:"
    when_empty_command = "python manage.py review PATH"

    list_display = [
        "repository",
        "mode",
        "status_badge",
        "items_found",
        "brought",
        "started_at",
        "completed_at",
        "user",
    ]
    list_filter = [
        RunStatusFilter,
        ("repository", RepositoryFilter),
        ModeFilter,
        "started_at",
    ]
    list_select_related = ["repository", "user"]
    search_fields = ["repository__github_full_name", "mode", "error_message"]
    fields = [
        ("repository", "owner"),
        ("status_badge", "mode", "items_found"),
        "brought",
        ("started_at", "completed_at"),
        "error_message",
        "id",
    ]
    readonly_fields = ["id", "status_badge", "owner", "brought"]

    status_badge = badge("status", ANALYSIS_STATUS)

    @admin.display(description="Brought")
    def brought(self, run: AnalysisRun) -> SafeString:
        """Give links to what the run proposed: to its items, and to what was filtered of it."""
        return format_html(
            '<a class="text-link" href="{}">Items</a> <a class="text-link" href="{}">Filtered</a>',
            changelist_url(BacklogItem, **{RUN_PARAMETER: run.pk}),
            changelist_url(FilteredItem, **{RUN_PARAMETER: run.pk}),
        )
