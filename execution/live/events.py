"""What listeners are told, written once for all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import orjson

SNAPSHOT: Final = "snapshot"
PROGRESS: Final = "progress"
REMOVED: Final = "removed"
TASKS: Final = "tasks"
HEARTBEAT: Final = "heartbeat"


class Event(NamedTuple):
    """One thing to tell; numbers increase in a process.

    `json` is the data as JSON: `{"rows": [...]}` of a snapshot, the row of progress, `{"item_id"}`
    of what was removed, `{"item_id", "run_id"}` of tasks, `{}` of a heartbeat.
    """

    number: int
    name: str
    json: bytes

    @classmethod
    def of(cls, number: int, name: str, data: object) -> "Event":
        """Write an event; times in the data are given in UTC."""
        return cls(number, name, orjson.dumps(data, option=orjson.OPT_UTC_Z))

    @property
    def data(self) -> dict[str, Any]:
        """The data, read back: times and ids are texts, as the API gives them."""
        read: dict[str, Any] = orjson.loads(self.json)
        return read

    @property
    def frame(self) -> bytes:
        """The event as Server-Sent Events have it."""
        return b"id: %d\nevent: %b\ndata: %b\n\n" % (self.number, self.name.encode(), self.json)


type MakeEvent = Callable[[str, object], Event]
"""Writes an event of this name and data, with the next number."""


@dataclass(frozen=True)
class Batch:
    """Events that are told together, to everybody of a scope."""

    events: tuple[Event, ...]

    @cached_property
    def frames(self) -> bytes:
        """All of them as Server-Sent Events."""
        return b"".join(event.frame for event in self.events)
