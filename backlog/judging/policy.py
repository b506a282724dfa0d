"""What a repository's curators set about the filter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from backlog.choices import Calibration, FilterTier
from backlog.judging.blocklist import EMPTY_BLOCKLIST, Blocklist

TIER_FLOORS: Final[Mapping[FilterTier, Decimal]] = {
    FilterTier.PATTERN: Decimal("0.90"),
    FilterTier.CONTEXT: Decimal("0.75"),
    FilterTier.IMPACT: Decimal("0.70"),
}
"""The confidence that a rule of each tier must reach to filter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Floors of tiers, confidences of rules by code, rules switched off, and what is blocked.

    What isn't named is as Mason has it.
    """

    floors: Mapping[FilterTier, Decimal] = field(default_factory=dict)
    confidences: Mapping[str, Decimal] = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    blocklist: Blocklist = EMPTY_BLOCKLIST
    calibration: Calibration = Calibration.STEP

    def floor(self, tier: FilterTier) -> Decimal:
        """Give the confidence that a rule of the tier must reach."""
        return self.floors.get(tier, TIER_FLOORS[tier])
