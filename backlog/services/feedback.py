"""What people said about the cases of each rule: restored, or confirmed."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from uuid import UUID

from django.db.models import Count

from backlog.judging.decay import Feedback, RuleKey, Tally
from backlog.models import FilterConfirmation, RestoreFeedback
from backlog.rule_codes import rule_code


def feedback_by_rule(repository_id: UUID) -> Feedback:
    """Count a repository's restores and confirmations for each (tier, rule code): two queries."""
    restores, confirmations = _restores(repository_id), _confirmations(repository_id)
    return {
        key: Tally(restores.get(key, 0), confirmations.get(key, 0))
        for key in {*restores, *confirmations}
    }


def _restores(repository_id: UUID) -> dict[RuleKey, int]:
    rows = RestoreFeedback.objects.filter(filtered_item__repository=repository_id).order_by()
    counted = rows.values_list("filter_tier", rule_code()).annotate(Count("pk"))
    return {(tier, code): number for tier, code, number in counted}


def _confirmations(repository_id: UUID) -> dict[RuleKey, int]:
    rows = FilterConfirmation.objects.filter(filtered_item__repository=repository_id).order_by()
    code = rule_code("filtered_item__filter_reason")
    counted = rows.values_list("filtered_item__filter_tier", code).annotate(Count("pk"))
    return {(tier or "", code): number for tier, code, number in counted}


class FeedbackWhenAsked(Mapping[RuleKey, Tally]):
    """The same, counted when a rule objects: most suggestions pass."""

    def __init__(self, repository_id: UUID) -> None:
        self._repository_id = repository_id

    @cached_property
    def _counted(self) -> Feedback:
        return feedback_by_rule(self._repository_id)

    def __getitem__(self, rule: RuleKey) -> Tally:
        return self._counted[rule]

    def __iter__(self) -> Iterator[RuleKey]:
        return iter(self._counted)

    def __len__(self) -> int:
        return len(self._counted)
