"""Restore feedback in the admin."""

from django.contrib import admin
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from accounts.admin.access import CuratorAdmin
from accounts.admin.badges import label
from backlog.admin.badges import FILTER_TIER
from backlog.admin.rule_filters import RuleFilter, TierFilter
from backlog.choices import FilterTier
from backlog.models import RestoreFeedback
from backlog.rule_codes import reason_parts


@admin.register(RestoreFeedback)
class RestoreFeedbackAdmin(CuratorAdmin):
    """What was restored against a rule of the filter; history, so read-only."""

    when_empty = "Each restoring of a filtered item leaves a row here."

    list_display = ["filtered_item", "tier_badge", "rule", "restored_at"]
    list_filter = [
        TierFilter,
        RuleFilter,
        ("filtered_item__repository", AutocompleteSelectFilter),
        "restored_at",
    ]
    list_select_related = ["filtered_item"]
    search_fields = ["filter_reason", "filtered_item__title"]
    fields = ["filtered_item", "tier_badge", "filter_reason", "restored_at", "created_at", "id"]
    readonly_fields = ["id", "created_at", "tier_badge"]

    @admin.display(description="Tier", ordering="filter_tier")
    def tier_badge(self, row: RestoreFeedback) -> str:
        """Give the tier in its colour; one that Mason doesn't know as it stands."""
        if row.filter_tier not in FilterTier.values:
            return row.filter_tier
        tier = FilterTier(row.filter_tier)
        return label(str(tier.label), FILTER_TIER[tier])

    @admin.display(description="Rule", ordering="filter_reason")
    def rule(self, row: RestoreFeedback) -> str:
        """Give the code of the rule."""
        return reason_parts(row.filter_reason).code
