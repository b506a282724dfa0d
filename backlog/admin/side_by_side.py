"""Two texts beside each other, with what differs marked in both."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from backlog.admin.item_page.differences import SHOWN_LINES, Kind, Line, Part, differences

ONLY_LEFT: Final = Kind.REMOVED
ONLY_RIGHT: Final = Kind.ADDED


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of both texts; a side without such a line has no parts."""

    left: Line
    right: Line


def side_by_side(left: str, right: str) -> Sequence[Pair]:
    """Give the lines of two texts; equal texts whole, of others what is near a difference."""
    if left == right:
        lines: list[Line] = [(Part(Kind.SAME, line),) for line in left.splitlines()[:SHOWN_LINES]]
    else:
        lines = differences(left, right)
    return [Pair(_without(line, ONLY_RIGHT), _without(line, ONLY_LEFT)) for line in lines]


def _without(line: Line, kind: Kind) -> Line:
    return tuple(part for part in line if part.kind is not kind)
