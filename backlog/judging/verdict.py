"""What the filter says about a suggestion."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from backlog.choices import FilterTier

TIER_FLOORS: Final = {
    FilterTier.PATTERN: Decimal("0.90"),
    FilterTier.CONTEXT: Decimal("0.75"),
    FilterTier.IMPACT: Decimal("0.70"),
}
"""The confidence that a rule of each tier must reach to filter."""


@dataclass(frozen=True, slots=True)
class Objection:
    """One rule's reason to keep a suggestion out; `evidence` says what was matched."""

    code: str
    tier: FilterTier
    confidence: Decimal
    sentence: str
    evidence: str

    @property
    def reason(self) -> str:
        """The rule's code and sentence, as `filter_reason` holds them."""
        return f"{self.code}: {self.sentence}"

    @property
    def filters(self) -> bool:
        """Whether the confidence reaches the tier's floor."""
        return self.confidence >= TIER_FLOORS[self.tier]
