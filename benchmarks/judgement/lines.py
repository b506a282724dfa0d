"""What stands in a line of the labelled set."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from backlog.choices import ItemStatus
from backlog.intake.suggestion import Suggestion


class Label(StrEnum):
    """What a person says about a suggestion who has read it, the code and the backlog."""

    GOOD = "good"
    DUPLICATE = "duplicate"
    DISMISSED = "dismissed"
    FALSE_POSITIVE = "false_positive"
    VAGUE = "vague"

    @property
    def names_an_item(self) -> bool:
        """Whether the label says that an item of the backlog is repeated."""
        return self in {Label.DUPLICATE, Label.DISMISSED}


class Half(StrEnum):
    """Whether a suggestion may be looked at while the rules are changed."""

    TUNING = "tuning"
    HELD_OUT = "held_out"

    @classmethod
    def of(cls, line_id: str) -> "Half":
        """Give the half by a hash of the id, so that nobody chooses it."""
        even = hashlib.sha256(line_id.encode()).digest()[0] % 2 == 0
        return cls.TUNING if even else cls.HELD_OUT


@dataclass(frozen=True, slots=True, kw_only=True)
class BacklogLine:
    """An item that is on the package's backlog when the candidates come.

    `decided_days_ago`: since when it has its status; `changed`: whether its files have changed
    since.
    """

    id: str
    status: ItemStatus
    suggestion: Suggestion
    decided_days_ago: int = 0
    changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A suggestion to be judged, and how it is labelled.

    `of` is the id of the item that it repeats; `why` says what the label rests on.
    """

    id: str
    half: Half
    source: str
    label: Label
    why: str
    suggestion: Suggestion
    of: str | None = None

    @property
    def is_noise(self) -> bool:
        """Whether the filter should keep it out."""
        return self.label is not Label.GOOD


@dataclass(frozen=True, slots=True)
class LabelledPackage:
    """A package's backlog and the suggestions that come to it."""

    name: str
    backlog: tuple[BacklogLine, ...]
    candidates: tuple[Candidate, ...]
