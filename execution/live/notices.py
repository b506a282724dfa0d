"""What is to be told of changes, and to whom."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from execution.live.changes import Changes
from execution.live.events import PROGRESS, REMOVED, TASKS, Event, MakeEvent
from execution.live.rows import Stored, shown
from execution.live.scopes import Item, Scope


class Notice(NamedTuple):
    """An event and the item that it is about; None is no item's."""

    event: Event
    item: Item | None
    unless: Item | None = None
    """Only for those whose scope doesn't include this: the item as it is now."""

    def concerns(self, scope: Scope) -> bool:
        """Tell whether listeners of the scope get it."""
        if self.unless is not None and scope.includes(self.unless):
            return False
        return scope.includes(self.item)


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What is known of the items that changed."""

    items: Mapping[UUID, Item]
    rows: Mapping[UUID, Stored | None]
    """Progress that was read."""
    before: Mapping[UUID, Item]
    """Items that changed themselves, as they were."""


def notices(changes: Changes, known: Circumstances, event: MakeEvent) -> Iterator[Notice]:
    """Give what is to be told, each change once."""
    for item_id, notified in changes.progress.items():
        item = known.items.get(item_id)
        if item_id in changes.removed:
            gone = item or known.before.get(item_id)
            yield Notice(event(REMOVED, {"item_id": item_id}), gone)
        elif item is not None:
            row = notified or known.rows.get(item_id)
            if row is not None:
                yield Notice(event(PROGRESS, shown(row, item)), item)
            yield from _moved(item, known.before.get(item_id), event)
    for item_of_task, run_id in changes.tasks:
        if item_of_task is None or item_of_task in known.items:
            about = {"item_id": item_of_task, "run_id": run_id}
            yield Notice(event(TASKS, about), known.items[item_of_task] if item_of_task else None)


def _moved(item: Item, before: Item | None, event: MakeEvent) -> Iterator[Notice]:
    """Take the row from those who saw the item where it was before, and don't any more."""
    if before is None:
        return
    places = ((one.repository_id, one.owner_id) for one in (item, before))
    if next(places) != next(places):
        yield Notice(event(REMOVED, {"item_id": item.id}), before, unless=item)
