"""What an assistant is asked about: one question for each category of a mode."""

from dataclasses import dataclass
from math import ceil
from typing import Final

from backlog.choices import BenefitCategory
from backlog.modes import BANGER, ReviewMode

SPARE: Final = 2
"""Suggestions that a category may bring over its share: others may bring fewer."""

_LOOKS_AT: Final = {
    BenefitCategory.USER_EXPERIENCE: "what users see, wait for or stumble over: errors they get, "
    "states that no page shows, what can't be reached by keyboard or read by a screen reader",
    BenefitCategory.SALES_TEAM: "what keeps somebody from choosing the product or from seeing what "
    "it can do: gaps in what it offers, first steps that fail",
    BenefitCategory.OPERATIONS: "what whoever runs it at night lacks: logs, limits, time-outs, "
    "settings, migrations, clean-up, clear errors",
    BenefitCategory.PERFORMANCE: "what takes more time, memory or queries than it needs",
    BenefitCategory.RELIABILITY: "what gives wrong results, loses data, breaks under two users at "
    "once, or lets somebody do what they may not",
}
_GAME_CHANGER: Final = (
    "the one idea that would change most for the people who use this product: not a mend, but "
    "something that they would tell others about, and that this code is ready for"
)


@dataclass(frozen=True, slots=True)
class Category:
    """A question of a review: its name for people, what to look at, how much it may bring."""

    name: str
    looks_at: str
    limit: int


def categories_of(mode: ReviewMode) -> tuple[Category, ...]:
    """Give the questions of a mode: one for a banger, else one for each kind of benefit."""
    if mode.name == BANGER:
        return (Category("game changer", _GAME_CHANGER, mode.limit),)
    share = ceil(mode.limit / len(_LOOKS_AT)) + SPARE
    return tuple(
        Category(category.label.lower(), looks_at, min(share, mode.limit))
        for category, looks_at in _LOOKS_AT.items()
    )
