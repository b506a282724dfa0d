"""What filters were set to, by whom and why: history, so read-only."""

from django.contrib import admin

from accounts.admin.access import CuratorAdmin
from backlog.admin.item_filters import RepositoryFilter
from backlog.models import FilterPolicy


@admin.register(FilterPolicy)
class FilterPolicyAdmin(CuratorAdmin):
    """Each saved setting of a repository's filter; the latest is in force."""

    when_empty = "Every filter is as Mason has it. Replaying lets you try another setting."
    list_display = ["repository", "saved_at", "user", "channel", "reason"]
    list_filter = [("repository", RepositoryFilter), "saved_at"]
    list_select_related = ["repository", "user"]
    search_fields = ["reason"]
    fields = [
        "repository",
        ("saved_at", "user", "channel"),
        "reason",
        "floors",
        "confidences",
        "off",
    ]
