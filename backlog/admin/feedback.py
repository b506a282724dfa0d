"""Restore feedback in the admin."""

from django.contrib import admin
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from accounts.admin.access import CuratorAdmin
from backlog.models import RestoreFeedback


@admin.register(RestoreFeedback)
class RestoreFeedbackAdmin(CuratorAdmin):
    """What was restored against a rule of the filter; history, so read-only."""

    when_empty = "Each restoring of a filtered item leaves a row here."

    list_display = ["filtered_item", "filter_tier", "filter_reason", "restored_at"]
    list_filter = [
        "restored_at",
        ("filtered_item__repository", AutocompleteSelectFilter),
    ]
    list_select_related = ["filtered_item"]
    search_fields = ["filter_reason", "filtered_item__title"]
    fields = ["filtered_item", "filter_tier", "filter_reason", "restored_at", "created_at", "id"]
    readonly_fields = ["id", "created_at"]
