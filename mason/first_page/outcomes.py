"""Whether the filter is right: what each tier kept back, and how much of it came back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from backlog.admin.badges import FILTER_TIER
from backlog.choices import FilterTier, OverrideStatus
from backlog.models import FilteredItem
from mason.first_page.numbers import Count, counted
from mason.first_page.scope import Scope

COUNTED_OF_A_TIER: Final = 10_000


@dataclass(frozen=True, slots=True)
class TierOutcome:
    """What a tier still keeps back and what people restored of it, with the lists of both."""

    tier: FilterTier
    variant: str
    kept: Count
    restored: Count
    kept_url: str
    restored_url: str

    @property
    def percent(self) -> int | None:
        """The restored share in per cent, rounded; None where the tier filtered nothing."""
        total = self.kept.number + self.restored.number
        return round(100 * self.restored.number / total) if total else None

    @property
    def rate(self) -> str:
        """The share in words; of a kept number that isn't known it's the most that it can be."""
        if self.percent is None:
            return "-"
        return f"under {self.percent + 1}%" if self.kept.is_capped else f"{self.percent}%"


@dataclass(frozen=True, slots=True)
class Outcomes:
    """All tiers in their order, and the page with the rules."""

    tiers: Sequence[TierOutcome]
    rules_url: str

    def __bool__(self) -> bool:
        return any(outcome.percent is not None for outcome in self.tiers)


def outcomes_of(scope: Scope) -> Outcomes:
    """Count what each tier filtered."""
    rows = scope.of(FilteredItem.objects.all())
    places = [(tier, status) for tier in FilterTier for status in OverrideStatus]
    counts = counted(
        [rows.filter(filter_tier=tier, override_status=status) for tier, status in places],
        limit=COUNTED_OF_A_TIER,
    )
    found = dict(zip(places, counts, strict=True))
    return Outcomes(
        [_outcome(scope, tier, found) for tier in FilterTier],
        reverse("admin:backlog_filter_rules"),
    )


def _outcome(
    scope: Scope, tier: FilterTier, counts: dict[tuple[FilterTier, OverrideStatus], Count]
) -> TierOutcome:
    kept, restored = OverrideStatus.FILTERED, OverrideStatus.RESTORED
    return TierOutcome(
        tier,
        FILTER_TIER[tier],
        counts[tier, kept],
        counts[tier, restored],
        _url(scope, tier, kept),
        _url(scope, tier, restored),
    )


def _url(scope: Scope, tier: FilterTier, status: OverrideStatus) -> str:
    filters = {"filter_tier__exact": tier, "override_status__exact": status}
    return scope.list_url(FilteredItem, **filters)
