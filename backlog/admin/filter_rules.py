"""The rules of the filter: how each has done, and whether it still filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.admin.choosing import chooser_of
from accounts.admin.relating import changelist_url
from accounts.models import GitHubRepository
from backlog.admin.badges import FILTER_TIER
from backlog.admin.rule_filters import RULE_PARAMETER
from backlog.choices import OverrideStatus
from backlog.judging.decay import DECAY
from backlog.models import FilteredItem
from backlog.services.rule_records import LATEST, RuleRecord, rule_records


@dataclass(frozen=True, slots=True)
class ShownRule:
    """A rule's record with its colour and the lists of its cases."""

    record: RuleRecord
    variant: str
    cases_url: str
    restored_url: str


def show_rules(request: HttpRequest) -> HttpResponse:
    """Show the rules: what they did in the repository that the person looks at, or in all."""
    chooser = chooser_of(request)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "Filter rules",
        "chooser": chooser,
        "rules": shown_rules(chooser.repository),
        "latest": LATEST,
        "decay": [*reversed(DECAY)],
    }
    return TemplateResponse(request, "backlog/filtered/rules.html", context)


def shown_rules(repository: GitHubRepository | None) -> Sequence[ShownRule]:
    """Give the rules, tier by tier."""
    return [_shown(record, repository) for record in rule_records(repository)]


def _shown(record: RuleRecord, repository: GitHubRepository | None) -> ShownRule:
    filters: dict[str, object] = {RULE_PARAMETER: record.code, "filter_tier__exact": record.tier}
    if repository is not None:
        filters["repository__id__exact"] = repository.pk
    restored = filters | {"override_status__exact": OverrideStatus.RESTORED}
    return ShownRule(
        record,
        FILTER_TIER[record.tier],
        changelist_url(FilteredItem, **filters),
        changelist_url(FilteredItem, **restored),
    )
