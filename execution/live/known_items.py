"""What the hub remembers of items, so that most changes of progress need no read."""

from collections.abc import Iterable
from time import monotonic
from typing import Final
from uuid import UUID

from backlog.choices import ItemStatus
from execution.live.scopes import Item

LONGEST: Final = 60.0
"""Seconds; a repository may be renamed or change hands without a notification."""
MOST: Final = 10_000


class KnownItems:
    """Items in progress, of which a trigger tells when they change; no others are remembered."""

    def __init__(self) -> None:
        self._items: dict[UUID, tuple[Item, float]] = {}

    def remember(self, items: Iterable[Item]) -> None:
        """Keep those in progress as they were read just now."""
        if len(self._items) > MOST:
            self._items.clear()
        until = monotonic() + LONGEST
        for item in items:
            if item.status == ItemStatus.IN_PROGRESS:
                self._items[item.id] = item, until

    def of(self, ids: Iterable[UUID]) -> dict[UUID, Item]:
        """Give those of the items that are known and still remembered well enough."""
        now = monotonic()
        found = ((item_id, self._items.get(item_id)) for item_id in ids)
        return {item_id: known[0] for item_id, known in found if known and known[1] > now}

    def forget(self, ids: Iterable[UUID]) -> None:
        """Read these anew when they are asked for next."""
        for item_id in ids:
            self._items.pop(item_id, None)

    def forget_all(self) -> None:
        """Read everything anew."""
        self._items.clear()
