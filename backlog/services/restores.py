"""How often people restored what a rule filtered."""

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
