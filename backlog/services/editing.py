"""Adding an item by hand, and changing what an item says; never where it stands."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.actors import Actor
from backlog.choices import ItemStatus
from backlog.exceptions import ItemNotFound
from backlog.models import BacklogItem
from backlog.services.recording import recorded

ADDED_BY_HAND: Final = "added by hand"
"""The reason in the history of an item that a person wrote."""

EDITABLE: Final = (
    "title",
    "problem",
    "solution",
    "area",
    "type",
    "complexity",
    "impact_score",
    "effort_score",
)
"""The columns that a person may change."""


def add_item(*, item: BacklogItem, actor: Actor) -> BacklogItem:
    """Store an item that a person wrote: new, and the repository's owner's or the person's."""
    item.status = ItemStatus.NEW
    item.user = item.repository.user if item.repository else actor.user
    with recorded(actor=actor, reason=ADDED_BY_HAND):
        item.save(force_insert=True)
    return item


@transaction.atomic
def edit_item(*, item_id: UUID, changes: Mapping[str, object]) -> BacklogItem:
    """Change columns among EDITABLE, and no others; raises ItemNotFound."""
    item = BacklogItem.objects.locked([item_id]).first()
    if item is None:
        raise ItemNotFound(item_id)
    written = [name for name in EDITABLE if name in changes]
    for name in written:
        setattr(item, name, changes[name])
    if written:
        item.save(update_fields=written)
    return item
