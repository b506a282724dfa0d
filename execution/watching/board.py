"""The rows that are watched, as the events of the live stream leave them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from execution.live.events import PROGRESS, REMOVED, SNAPSHOT
from execution.live.reading import RECENT
from execution.watching.words import Row, ended_at, goes_on

_EARLIEST: Final = "0"


class Board:
    """What is going on, and what ended lately."""

    def __init__(self, *, forgets: bool = True) -> None:
        """Start empty; a board that `forgets` drops rows some time after their end."""
        self._rows: dict[str, Row] = {}
        self._forgets = forgets

    def apply(self, name: str, data: Mapping[str, Any]) -> None:
        """Take over what an event says; `data` is that of `execution.live.events`."""
        if name == SNAPSHOT:
            self._rows = {row["item_id"]: row for row in data["rows"]}
        elif name == PROGRESS:
            self._rows[data["item_id"]] = data
        elif name == REMOVED:
            self._rows.pop(data["item_id"], None)

    def row(self, item_id: str) -> Row | None:
        """Give the row of an item; None when there is none."""
        return self._rows.get(item_id)

    def rows(self, now: datetime) -> list[Row]:
        """Give what goes on, then what ended lately, each the last begun first."""
        shown = (row for row in self._rows.values() if not self._is_over(row, now))
        newest = sorted(shown, key=lambda row: row["started_at"] or _EARLIEST, reverse=True)
        return sorted(newest, key=goes_on, reverse=True)

    def _is_over(self, row: Row, now: datetime) -> bool:
        ended = None if goes_on(row) else ended_at(row)
        return self._forgets and ended is not None and now - ended > RECENT
