"""The columns that nearly all documented tables begin with."""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.utils import timezone

from mason.database.functions import TransactionNow


class IdentifiedRow(models.Model):
    """A row with a random id, made here or, for other writers, by the database."""

    id = models.UUIDField(
        primary_key=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False
    )

    class Meta:
        abstract = True


class CreatedRow(IdentifiedRow):
    """A row that knows when it was made."""

    created_at = models.DateTimeField(
        default=timezone.now, db_default=TransactionNow(), editable=False
    )

    class Meta(IdentifiedRow.Meta):
        abstract = True


class UpdatedRow(CreatedRow):
    """A row that knows when it last changed; its model declares `touch_updated_at`."""

    updated_at = models.DateTimeField(
        default=timezone.now, db_default=TransactionNow(), editable=False
    )

    class Meta(CreatedRow.Meta):
        abstract = True
