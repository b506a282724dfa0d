"""The history of what happened to backlog items."""

from django.db import models

from accounts.choices import Channel
from accounts.models import APIKey, User
from backlog.choices import ItemStatus
from backlog.models.items import BacklogItem
from mason.database.fields import LineField


class StatusChange(models.Model):
    """One change of an item's status; a trigger writes it, whoever makes the change.

    Without a `from_status` it tells who made the item, and why: a person who restored or wrote it.
    User and API key are kept by id without a constraint: the history outlives both.
    """

    item = models.ForeignKey(
        BacklogItem, models.CASCADE, related_name="status_changes", db_index=False
    )
    from_status = LineField(choices=ItemStatus, null=True)
    to_status = LineField(choices=ItemStatus)
    changed_at = models.DateTimeField()
    user = models.ForeignKey(
        User, models.DO_NOTHING, null=True, db_constraint=False, related_name="status_changes"
    )
    api_key = models.ForeignKey(
        APIKey, models.DO_NOTHING, null=True, db_constraint=False, related_name="+", db_index=False
    )
    channel = LineField(choices=Channel)
    reason = models.TextField()
    database_role = LineField(help_text="The database role of the connection.")

    class Meta:
        ordering = ["-changed_at", "-id"]
        indexes = [models.Index(fields=["item", "-changed_at"], name="backlog_history_of_item")]

    def __str__(self) -> str:
        return f"{self.from_status or 'made'} to {self.to_status}"
