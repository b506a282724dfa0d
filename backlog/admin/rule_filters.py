"""What filtered items and restore feedback are filtered by."""

from decimal import Decimal
from typing import Any, Final, override

from django.db.models import Q
from django.http import HttpRequest

from backlog.admin.filters import ChosenFilter
from backlog.choices import FilterTier, OverrideStatus
from backlog.judging.judge import RULES

RULE_PARAMETER: Final = "rule"


class RuleFilter(ChosenFilter):
    """By the code of the rule; those of other writers come by links."""

    title = "rule"
    parameter_name = RULE_PARAMETER
    offered = tuple((rule.code, rule.code) for rule in RULES)

    @override
    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Give Mason's rules, and the one that the address names."""
        codes = dict(super().lookups(request, model_admin))
        given = request.GET.get(RULE_PARAMETER, "")
        # PostgreSQL knows no text with NUL.
        return list(({**codes, given: given} if given and "\0" not in given else codes).items())

    @override
    def condition(self, value: str) -> Q:
        """Give the reasons that begin with the code."""
        return Q(filter_reason=value) | Q(filter_reason__startswith=f"{value}:")


class TierFilter(ChosenFilter):
    """By tier."""

    title = "tier"
    parameter_name = "filter_tier__exact"
    offered = FilterTier.choices


class OverrideFilter(ChosenFilter):
    """By whether a person brought it back."""

    title = "state"
    parameter_name = "override_status__exact"
    offered = OverrideStatus.choices


class ConfidenceFilter(ChosenFilter):
    """By how sure the rule was."""

    title = "confidence"
    parameter_name = "confidence"
    offered = (("high", "0.90 and more"), ("middle", "0.80 to 0.89"), ("low", "Under 0.80"))
    bounds = {
        "high": (Decimal("0.90"), Decimal("1.00")),
        "middle": (Decimal("0.80"), Decimal("0.89")),
        "low": (Decimal("0.00"), Decimal("0.79")),
    }

    @override
    def condition(self, value: str) -> Q:
        """Give the range that the words stand for."""
        return Q(filter_confidence__range=self.bounds[value])
