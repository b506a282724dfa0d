"""The history of what happened to backlog items."""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models

from accounts.choices import Channel
from accounts.models import APIKey, User
from backlog.choices import ItemStatus
from backlog.models.items import BacklogItem
from backlog.querysets import FAILED_ATTEMPT, StatusChangeQuerySet
from mason.database.fields import LineField


class Change(models.Model):
    """Who changed an item, when, why and through what; a trigger writes it.

    User and API key are kept by id without a constraint: the history outlives both. Changes that
    were made together, by one decision about many items, share their `operation_id`.
    """

    changed_at = models.DateTimeField()
    user = models.ForeignKey(
        User, models.DO_NOTHING, null=True, db_constraint=False, related_name="%(class)ss"
    )
    api_key = models.ForeignKey(
        APIKey, models.DO_NOTHING, null=True, db_constraint=False, related_name="+", db_index=False
    )
    channel = LineField(choices=Channel)
    reason = models.TextField()
    database_role = LineField(help_text="The database role of the connection.")
    operation_id = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID())

    class Meta:
        abstract = True


class StatusChange(Change):
    """One change of an item's status, whoever makes it.

    Without a `from_status` it tells who made the item, and why: a person who restored or wrote it.
    """

    item = models.ForeignKey(
        BacklogItem, models.CASCADE, related_name="status_changes", db_index=False
    )
    from_status = LineField(choices=ItemStatus, null=True)
    to_status = LineField(choices=ItemStatus)
    undoes_operation_id = models.UUIDField(
        null=True, help_text="The decision that this change took back."
    )

    objects = StatusChangeQuerySet.as_manager()

    class Meta(Change.Meta):
        abstract = False
        ordering = ["-changed_at", "-id"]
        indexes = [
            models.Index(fields=["item", "-changed_at"], name="backlog_history_of_item"),
            models.Index(fields=["operation_id"], name="backlog_history_of_operation"),
            models.Index(fields=["-changed_at", "-id"], name="backlog_history_newest"),
            models.Index(
                fields=["-changed_at", "-id"],
                condition=FAILED_ATTEMPT,
                name="backlog_history_failed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_status or 'made'} to {self.to_status}"


class FieldChange(Change):
    """One change of what an item says: the value of a column before and after, as text."""

    item = models.ForeignKey(
        BacklogItem, models.CASCADE, related_name="field_changes", db_index=False
    )
    field = LineField()
    before = models.TextField(null=True)
    after = models.TextField(null=True)

    class Meta(Change.Meta):
        abstract = False
        ordering = ["-changed_at", "-id"]
        indexes = [models.Index(fields=["item", "-changed_at"], name="backlog_texts_of_item")]

    def __str__(self) -> str:
        return f"{self.field} of {self.item}"
