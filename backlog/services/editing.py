"""Adding an item by hand, and changing what an item says; never where it stands."""

import hashlib
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from accounts.actors import Actor
from backlog.choices import ItemStatus
from backlog.exceptions import EditConflict, EditingNotAllowed, FieldConflict, ItemNotFound
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
    "prd_content",
)
"""The columns that a person may change."""

_EMPTY_IS_NULL: Final = ("area", "type", "prd_content")


def add_item(*, item: BacklogItem, actor: Actor) -> BacklogItem:
    """Store an item that a person wrote: new, and the repository's owner's or the person's.

    Raises EditingNotAllowed.
    """
    _require_editor(actor)
    item.status = ItemStatus.NEW
    item.user = item.repository.user if item.repository else actor.user
    with recorded(actor=actor, reason=ADDED_BY_HAND):
        item.save(force_insert=True)
    return item


def digest(value: object) -> str:
    """Give what stands for a column's value as somebody saw it; line ends don't matter."""
    return hashlib.sha256(_as_text(value).encode()).hexdigest()


def edit_item(
    *, item_id: UUID, changes: Mapping[str, object], seen: Mapping[str, str], actor: Actor
) -> BacklogItem:
    """Change columns among EDITABLE, and no others, of an item that the editor saw.

    `seen` gives, for each column that is changed, the digest of what the editor saw in it. A
    column that says something else by now, and not the same, is a conflict: nothing is written.

    Raises EditingNotAllowed, ItemNotFound or EditConflict.
    """
    _require_editor(actor)
    with recorded(actor=actor):
        item = BacklogItem.objects.locked([item_id]).first()
        if item is None:
            raise ItemNotFound(item_id)
        written = {name: changes[name] for name in EDITABLE if name in changes}
        _require_as_seen(item, written, seen)
        for name, value in written.items():
            setattr(item, name, value or None if name in _EMPTY_IS_NULL else value)
        if written:
            item.save(update_fields=list(written))
    return item


def _require_editor(actor: Actor) -> None:
    if not actor.may_decide:
        raise EditingNotAllowed


def _require_as_seen(
    item: BacklogItem, written: Mapping[str, object], seen: Mapping[str, str]
) -> None:
    conflicts = {}
    for name, value in written.items():
        current = getattr(item, name)
        if digest(current) not in {seen.get(name), digest(value)}:
            conflicts[name] = FieldConflict(_as_text(current), _as_text(value))
    if conflicts:
        raise EditConflict(conflicts)


def _as_text(value: object) -> str:
    return "" if value is None else str(value).replace("\r\n", "\n")
