"""What notifications say, and what is left to tell when many come together."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from psycopg import Notify

from backlog.triggers import EXECUTED_CHANNEL
from execution.live.rows import Stored, is_whole
from execution.triggers import TASKS_CHANNEL

logger = logging.getLogger(__name__)


@dataclass
class Changes:
    """The last that is known of each item, in the order of the first change of each."""

    progress: dict[UUID, Stored | None] = field(default_factory=dict)
    """The row of progress as it was notified; None is to be read, too long for a notification."""
    removed: set[UUID] = field(default_factory=set)
    """Items of `progress` whose row is gone."""
    items: set[UUID] = field(default_factory=set)
    """Items of `progress` that changed themselves."""
    tasks: dict[tuple[UUID | None, UUID], None] = field(default_factory=dict)
    """Item and run of tasks that changed; a task may be for no item."""

    @classmethod
    def of(cls, heard: Iterable[Notify]) -> "Changes":
        """Sum up what was notified, leaving out what isn't of our triggers' form."""
        changes = cls()
        for notification in heard:
            try:
                changes._add(notification.channel, orjson.loads(notification.payload))
            except (ValueError, KeyError, TypeError, AttributeError):
                # Whoever may connect may notify anything.
                logger.warning("A notification of %s can't be read.", notification.channel)
        return changes

    def _add(self, channel: str, payload: dict[str, Any]) -> None:
        if channel == TASKS_CHANNEL:
            item = payload["item"]
            self.tasks[item and UUID(item), UUID(payload["run"])] = None
        elif channel == EXECUTED_CHANNEL:
            item_id = UUID(payload["item"])
            self.items.add(item_id)
            self.progress.setdefault(item_id, None)
        else:
            self._add_progress(UUID(payload["item"]), payload)

    def _add_progress(self, item_id: UUID, payload: dict[str, Any]) -> None:
        row = payload.get("row")
        self.progress[item_id] = row if is_whole(row) else None
        if payload["operation"] == "delete":
            self.removed.add(item_id)
        else:
            self.removed.discard(item_id)

    def to_read(self) -> set[UUID]:
        """Items whose progress is to be read, because no notification told it."""
        return {item for item, row in self.progress.items() if row is None} - self.removed

    def all_items(self) -> set[UUID]:
        """Every item that something is to be told of."""
        return {*self.progress, *(item for item, _ in self.tasks if item is not None)}
