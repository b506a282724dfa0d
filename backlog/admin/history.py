"""The history of an item's status, on the item's page."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from unfold.admin import TabularInline

from accounts.admin.badges import badge
from backlog.admin.badges import ITEM_STATUS
from backlog.models import StatusChange


class StatusChangeInline(TabularInline):
    """Each change of status, the latest first; nobody can write here."""

    model = StatusChange
    verbose_name_plural = "history"
    per_page: Any = 20
    extra = 0
    hide_title = True
    fields: ClassVar[Any] = [
        "changed_at",
        "from_badge",
        "to_badge",
        "who",
        "channel",
        "database_role",
        "reason",
    ]
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[StatusChange]:
        """Give the changes with who made them."""
        return super().get_queryset(request).select_related("user", "api_key")

    from_badge = badge("from_status", ITEM_STATUS, description="From")

    to_badge = badge("to_status", ITEM_STATUS, description="To")

    @admin.display(description="Who")
    def who(self, change: StatusChange) -> str:
        """Give the user and the API key that the writer named."""
        names = [str(part) for part in (change.user, change.api_key) if part is not None]
        return ", ".join(names) or "-"

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Show the history to whoever sees the item."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: a trigger writes the history."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False
