"""What becomes of suggestions."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from backlog.models import BacklogItem, FilteredItem


class FateKind(StrEnum):
    """What became of a suggestion; agents read the values."""

    ADDED = "added"
    REPEATED = "repeated"
    REOPENED = "reopened"
    FILTERED = "filtered"
    HELD_BACK = "held_back"
    OUTSIDE_AREA = "outside_area"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one suggestion, and the row that stands for it, if any does."""

    kind: FateKind
    item: BacklogItem | None = None
    filtered_item: FilteredItem | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of each suggestion, in the order in which they were given."""

    fates: Sequence[Fate]
    repeats: frozenset[UUID] = frozenset()
    """Ids of the items of other runs that were proposed again and are open: each takes a place."""

    @property
    def added(self) -> int:
        """How many became items."""
        return self._number(FateKind.ADDED)

    @property
    def repeated(self) -> int:
        """How many said what a row says already."""
        return self._number(FateKind.REPEATED)

    @property
    def reopened(self) -> int:
        """How many brought a closed item back to those that wait for a decision."""
        return self._number(FateKind.REOPENED)

    @property
    def filtered(self) -> int:
        """How many a rule refused."""
        return self._number(FateKind.FILTERED)

    @property
    def held_back(self) -> int:
        """How many the mode's limit left out."""
        return self._number(FateKind.HELD_BACK)

    @property
    def outside_area(self) -> int:
        """How many were about another area than the mode's."""
        return self._number(FateKind.OUTSIDE_AREA)

    def _number(self, kind: FateKind) -> int:
        return sum(fate.kind is kind for fate in self.fates)
