"""What people's restoring takes off the confidence of a rule."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from backlog.judging.verdict import Objection

type Restores = Mapping[tuple[str, str], int]
"""How many cases of each (tier, rule code) were restored in a repository."""

DECAY: Final = ((5, Decimal("0.25")), (2, Decimal("0.10")))
"""From so many restores on, so much is taken off; the first that fits."""

TRUSTED_SHARE: Final = Decimal("0.5")
"""A rule of which more than this share was restored isn't trusted."""


def decayed(confidence: Decimal, restores: int) -> Decimal:
    """Give the confidence that is left after so many restores, never below 0."""
    lost = next((lost for least, lost in DECAY if restores >= least), Decimal(0))
    return max(confidence - lost, Decimal(0))


def after_decay(objection: Objection, restores: Restores) -> Objection:
    """Give the objection with the confidence that its rule has left."""
    number = restores.get((objection.tier, objection.code), 0)
    return replace(objection, confidence=decayed(objection.confidence, number))


def is_trusted(*, cases: int, restores: int) -> bool:
    """Tell whether people left at least half of the rule's cases as they were."""
    return restores <= cases * TRUSTED_SHARE
