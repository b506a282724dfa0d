"""Analysis runs in the admin."""

from django.contrib import admin
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from accounts.admin.access import CuratorAdmin
from accounts.admin.badges import badge
from backlog.admin.badges import ANALYSIS_STATUS
from backlog.models import AnalysisRun


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
        "started_at",
        "completed_at",
        "user",
    ]
    list_filter = ["status", ("repository", AutocompleteSelectFilter), "started_at", "completed_at"]
    list_select_related = ["repository", "user"]
    search_fields = ["repository__github_full_name", "mode", "error_message"]
    fields = [
        ("repository", "owner"),
        ("status_badge", "mode", "items_found"),
        ("started_at", "completed_at"),
        "error_message",
        "id",
    ]
    readonly_fields = ["id", "status_badge", "owner"]

    status_badge = badge("status", ANALYSIS_STATUS)
