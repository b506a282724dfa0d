"""The table of executions as lines of a terminal."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from execution.watching import words
from execution.watching.cells import cut, cut_front, padded
from execution.watching.words import Row

NOTHING: Final = "Nothing is being executed."
GAP: Final = "  "
LEAST_TITLE: Final = 12
LEAST_FILE: Final = 8
FILES_SHARE: Final = 0.4
"""Of what the narrow columns leave."""
AROUND_ROWS: Final = 3
"""Lines for the headings, the explanation, and how many more there are."""

_BOLD, _DIM, _RED, _GREEN, _YELLOW, _PLAIN = 1, 2, 31, 32, 33, 0
_ENDED: Final = {"Completed": _GREEN, "Failed": _RED}
_CHECKS: Final = {"F": _RED, "r": _YELLOW, "p": _GREEN}
"""The gravest first: it gives the colour."""


@dataclass(frozen=True, slots=True)
class Look:
    """The terminal: cells of a line, lines, and whether it shows colours."""

    width: int
    height: int
    has_colours: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width, what it says of a row, and in which colour."""

    heading: str
    width: int
    text: Callable[[Row, datetime], str]
    colour: Callable[[str], int] = lambda _: _PLAIN
    is_number: bool = False

    def cell(self, text: str) -> str:
        """Give the text as wide as the column."""
        if self.text is _file:
            return padded(cut_front(text, self.width), self.width)
        return padded(cut(text, self.width), self.width, to_the_right=self.is_number)


def drawn(rows: Sequence[Row], now: datetime, look: Look, *, notice: str = "") -> list[str]:
    """Give the lines: headings, rows as far as they fit, an explanation, and a notice if any.

    No line is wider than the terminal, and there are no more than it has.
    """
    columns = _columns(look.width)
    if not rows:
        return [*_notice(notice, look), cut(NOTHING, look.width)]
    room = max(1, look.height - AROUND_ROWS - bool(notice))
    lines = [*_notice(notice, look), _headings(columns, look)]
    lines += [_line(row, now, columns, look) for row in rows[:room]]
    if len(rows) > room:
        lines.append(cut(f"and {len(rows) - room} more", look.width))
    lines.append(_painted(cut(words.CHECKS_EXPLAINED, look.width), _DIM, look))
    return lines


def _columns(width: int) -> list[Column]:
    """Give as many columns as fit: without files if need be, then the first ones alone."""
    narrow = list(_narrow())
    while narrow and _left(width, narrow) < LEAST_TITLE:
        narrow.pop()
    left = _left(width, narrow)
    files = int(left * FILES_SHARE) - len(GAP)
    if files < LEAST_FILE:
        return [_title(left), *narrow]
    return [_title(left - files - len(GAP)), *narrow, Column("File", files, _file)]


def _left(width: int, narrow: Sequence[Column]) -> int:
    return width - sum(len(GAP) + column.width for column in narrow)


def _title(width: int) -> Column:
    return Column("Title", width, lambda row, _: words.title(row))


def _file(row: Row, _now: datetime) -> str:
    return words.file(row)


def _narrow() -> Iterator[Column]:
    """Give the columns of fixed width, those that may be left out last."""
    yield Column("Phase", 11, lambda row, _: words.phase(row), lambda text: _ENDED.get(text, 0))
    yield Column("Wave", 5, lambda row, _: words.wave(row), is_number=True)
    yield Column("Tasks", 7, lambda row, _: words.tasks(row), is_number=True)
    yield Column(words.CHECKS_IN_LETTERS, 4, lambda row, _: words.checks(row), _gravest)
    yield Column("Elapsed", 8, words.elapsed, is_number=True)
    yield Column("Moved", 6, words.last_moved, is_number=True)


def _gravest(checks: str) -> int:
    return next((colour for letter, colour in _CHECKS.items() if letter in checks), _PLAIN)


def _headings(columns: Sequence[Column], look: Look) -> str:
    line = GAP.join(column.cell(column.heading) for column in columns)
    return _painted(line.rstrip(), _BOLD, look)


def _line(row: Row, now: datetime, columns: Sequence[Column], look: Look) -> str:
    texts = [(column, column.text(row, now)) for column in columns]
    cells = (_painted(column.cell(text), column.colour(text), look) for column, text in texts)
    return GAP.join(cells).rstrip()


def _notice(notice: str, look: Look) -> list[str]:
    return [_painted(cut(notice, look.width), _RED, look)] if notice else []


def _painted(text: str, colour: int, look: Look) -> str:
    return f"\x1b[{colour}m{text}\x1b[0m" if look.has_colours and colour else text
