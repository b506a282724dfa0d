"""The rules of the filter: how each has done, and whether it still filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.admin.access import may_decide
from accounts.admin.choosing import chooser_of
from accounts.admin.relating import changelist_url
from accounts.models import GitHubRepository
from backlog.admin.badges import FILTER_TIER
from backlog.admin.rule_filters import RULE_PARAMETER
from backlog.choices import Calibration, OverrideStatus
from backlog.judging.calibration import PRIOR_CASES
from backlog.judging.decay import DECAY
from backlog.models import BlocklistPattern, FilteredItem, FilterPolicy
from backlog.services.filter_policies import latest_policy
from backlog.services.rule_records import LATEST, RuleRecord, rule_records


@dataclass(frozen=True, slots=True)
class ShownRule:
    """A rule's record with its colour and the lists of its cases."""

    record: RuleRecord
    variant: str
    cases_url: str
    restored_url: str

    @property
    def still_filters(self) -> bool:
        """Whether it filters everywhere, by the calibration that is chosen."""
        found = self.record.posterior
        if found is not None and settings.FILTER_CALIBRATION == Calibration.BETA:
            return found.mean >= self.record.floor
        return not self.record.silent_in


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
        "by_posterior": settings.FILTER_CALIBRATION == Calibration.BETA,
        "prior_cases": PRIOR_CASES,
        "may_decide": may_decide(request),
        **(_of_repository(chooser.repository) if chooser.repository else {}),
    }
    return TemplateResponse(request, "backlog/filtered/rules.html", context)


def shown_rules(repository: GitHubRepository | None) -> Sequence[ShownRule]:
    """Give the rules, tier by tier."""
    return [_shown(record, repository) for record in rule_records(repository)]


def _of_repository(repository: GitHubRepository) -> dict[str, Any]:
    here = {"repository__id__exact": repository.pk}
    return {
        "in_force": latest_policy(repository.pk),
        "policies_url": changelist_url(FilterPolicy, **here),
        "blocklist_url": changelist_url(BlocklistPattern, **here),
        "replay_url": reverse("admin:backlog_replay"),
    }


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
