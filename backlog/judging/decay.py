"""What people's restoring takes off the confidence of a rule."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, NamedTuple

DECAY: Final = ((5, Decimal("0.25")), (2, Decimal("0.10")))
"""From so many restores on, so much is taken off; the first that fits."""

TRUSTED_SHARE: Final = Decimal("0.5")
"""A rule of which more than this share was restored isn't trusted."""


class Tally(NamedTuple):
    """How many of a rule's cases people restored, and how many they confirmed."""

    restores: int = 0
    confirmations: int = 0


type RuleKey = tuple[str, str]
"""A tier and a rule's code."""

type Feedback = Mapping[RuleKey, Tally]
"""What people said about each rule's cases in a repository."""

NO_TALLY: Final = Tally()


def decayed(confidence: Decimal, restores: int) -> Decimal:
    """Give the confidence that is left after so many restores, never below 0."""
    lost = next((lost for least, lost in DECAY if restores >= least), Decimal(0))
    return max(confidence - lost, Decimal(0))


def is_trusted(*, cases: int, restores: int) -> bool:
    """Tell whether people left at least half of the rule's cases as they were."""
    return restores <= cases * TRUSTED_SHARE
