"""How often people restored what a rule filtered."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from django.db.models import Count

from accounts.models import GitHubRepository
from backlog.judging.decay import Restores
from backlog.models import RestoreFeedback
from backlog.rule_codes import rule_code


def restores_by_rule(repository: GitHubRepository) -> Restores:
    """Count the restores of a repository for each (tier, rule code), in one query."""
    rows = RestoreFeedback.objects.filter(filtered_item__repository=repository).order_by()
    counted = rows.values_list("filter_tier", rule_code()).annotate(Count("pk"))
    return {(tier, code): number for tier, code, number in counted}


class RestoresWhenAsked(Mapping[tuple[str, str], int]):
    """The same, counted when a rule objects: most suggestions pass."""

    def __init__(self, repository: GitHubRepository) -> None:
        self._repository = repository

    @cached_property
    def _counted(self) -> Restores:
        return restores_by_rule(self._repository)

    def __getitem__(self, rule: tuple[str, str]) -> int:
        return self._counted[rule]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._counted)

    def __len__(self) -> int:
        return len(self._counted)
