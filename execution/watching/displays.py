"""Where what is watched is shown: as lines, or as a table in place."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, Protocol

from execution.live.events import PROGRESS, REMOVED, SNAPSHOT, Event
from execution.watching import plain
from execution.watching.board import Board
from execution.watching.screen import Screen
from execution.watching.table import drawn

LOST: Final = "The connection to the database is lost, trying again"
BACK: Final = "The connection to the database is back."
SECOND: Final = 1.0

type Say = Callable[[str], None]
"""Writes a line."""


class Display(Protocol):
    """Shows a board; `patience` is after how many seconds it wants to be refreshed at least."""

    patience: float | None

    def lost(self, reason: str) -> None:
        """Say that nothing is heard, as often as the hub finds so."""

    def take(self, event: Event) -> None:
        """Take over an event."""

    def refresh(self) -> None:
        """Show how things are now."""


class Lines:
    """A line for each change."""

    patience: float | None = None

    def __init__(self, board: Board, say: Say) -> None:
        self._board = board
        self._say_line = say
        self._said: dict[str, str] = {}
        self._is_lost = False

    def lost(self, reason: str) -> None:
        """Say it once."""
        if not self._is_lost:
            self._is_lost = True
            self._say(f"{LOST}: {reason}")

    def take(self, event: Event) -> None:
        """Say what changed, and that the connection is back."""
        data = event.data
        gone = self._board.row(data["item_id"]) if event.name == REMOVED else None
        self._board.apply(event.name, data)
        if event.name == SNAPSHOT and self._is_lost:
            self._is_lost = False
            self._say(BACK)
        if gone is not None:
            self._said.pop(gone["item_id"], None)
            self._say(plain.removed(gone))
        if event.name == PROGRESS:
            self._tell(data["item_id"])
        if event.name == SNAPSHOT:
            for row in data["rows"]:
                self._tell(row["item_id"])

    def refresh(self) -> None:
        """Do nothing: everything is said when it comes."""

    def _tell(self, item_id: str) -> None:
        row = self._board.row(item_id)
        text = plain.described(row) if row is not None else ""
        if self._said.get(item_id) != text:
            self._said[item_id] = text
            self._say(text)

    def _say(self, text: str) -> None:
        self._say_line(plain.at(datetime.now(UTC), text))


class Table:
    """A table that is drawn anew each second, and when something changes."""

    patience: float | None = SECOND

    def __init__(self, board: Board, screen: Screen) -> None:
        self._board = board
        self._screen = screen
        self._notice = ""

    def lost(self, reason: str) -> None:
        """Say so above the table, which stays as it was."""
        self._notice = f"{LOST}: {reason}"

    def take(self, event: Event) -> None:
        """Take over an event; a snapshot says that the connection is there."""
        self._board.apply(event.name, event.data)
        if event.name == SNAPSHOT:
            self._notice = ""

    def refresh(self) -> None:
        """Draw the table."""
        now = datetime.now(UTC)
        rows = self._board.rows(now)
        self._screen.draw(drawn(rows, now, self._screen.look(), notice=self._notice))
