"""Moving one item from one status to another, as it is carried out."""

from uuid import UUID

from accounts.actors import Actor
from backlog.choices import TRANSITIONS, ItemStatus
from backlog.exceptions import ItemNotFound, TransitionConflict
from backlog.models import BacklogItem
from backlog.services.recording import recorded


def lock_item(item_id: UUID, *, actor: Actor) -> BacklogItem:
    """Give the item, locked until the transaction ends; agents find only what is theirs.

    Raises ItemNotFound.
    """
    item = BacklogItem.objects.visible_to(actor).locked([item_id]).first()
    if item is None:
        raise ItemNotFound(item_id)
    return item


def move_recorded(
    *,
    item_id: UUID,
    target: ItemStatus,
    origin: ItemStatus,
    actor: Actor,
    reason: str = "",
    **changes: str,
) -> BacklogItem:
    """Move an item from `origin` to `target` and set `changes`, all in one recorded transaction.

    Raises ItemNotFound or TransitionConflict.
    """
    with recorded(actor=actor, reason=reason):
        item = lock_item(item_id, actor=actor)
        current = ItemStatus(item.status)
        if current is not origin:
            raise TransitionConflict(current=current, target=target, allowed=TRANSITIONS[current])
        item.status = target
        for name, value in changes.items():
            setattr(item, name, value)
        item.save(update_fields=["status", *changes])
        item.refresh_from_db(fields=["updated_at"])
    return item
