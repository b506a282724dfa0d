"""How each rule of the filter has done: its cases, and what people restored of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db.models import Count, Max, Q

from accounts.models import GitHubRepository
from backlog.choices import FilterTier, OverrideStatus
from backlog.judging.calibration import Posterior, posterior
from backlog.judging.decay import NO_TALLY, Feedback, RuleKey, Tally, decayed, is_trusted
from backlog.judging.judge import RULES
from backlog.judging.policy import Policy
from backlog.models import FilteredItem, RestoreFeedback
from backlog.rule_codes import rule_code
from backlog.services.feedback import feedback_by_rule
from backlog.services.policies import policy_of

LATEST: Final = 10_000
"""The latest filtered items, and the latest restores, that records are made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRecord:
    """A rule with its cases; `remaining` has its confidence after decay for each repository.

    The repositories are those where something was restored; of one repository alone it's one.
    """

    tier: FilterTier
    code: str
    cases: int
    restored: int
    latest_at: datetime | None
    confidence: Decimal
    remaining: tuple[Decimal, ...]
    floor: Decimal
    is_off: bool = False
    tally: Tally = NO_TALLY
    posterior: Posterior | None = None
    """What the Beta posterior says, of one repository."""

    @property
    def lowest(self) -> Decimal:
        """The least confidence that is left anywhere."""
        return min(self.remaining, default=self.confidence)

    @property
    def lowered_in(self) -> int:
        """How many repositories lowered it."""
        return sum(left < self.confidence for left in self.remaining)

    @property
    def silent_in(self) -> int:
        """In how many repositories it doesn't filter any more."""
        return sum(left < self.floor for left in self.remaining)

    @property
    def percent(self) -> int | None:
        """The restored share of its cases in per cent, rounded; None without a case."""
        return round(100 * self.restored / self.cases) if self.cases else None

    @property
    def is_trusted(self) -> bool:
        """Whether people left at least half of its cases as they were."""
        return is_trusted(cases=self.cases, restores=self.restored)


@dataclass(frozen=True, slots=True)
class _Cases:
    cases: int
    restored: int
    latest_at: datetime
    highest: Decimal


def rule_records(repository: GitHubRepository | None = None) -> list[RuleRecord]:
    """Give the rules that Mason knows and those of other writers, tier by tier.

    Of the latest filtered items; without a repository of all of them.
    """
    cases = _cases(repository)
    policy = policy_of(repository.pk) if repository else Policy()
    feedback = feedback_by_rule(repository.pk) if repository else {}
    everywhere = {} if repository else _restores_everywhere()
    own = {
        (rule.tier.value, rule.code): policy.confidences.get(rule.code, rule.confidence)
        for rule in RULES
    }
    keys = sorted({*own, *(key for key in cases if key[0] in FilterTier.values)})
    making = _Records(policy, feedback, everywhere, of_one=repository is not None)
    return [making.record(key, own.get(key), cases.get(key)) for key in keys]


@dataclass(frozen=True, slots=True)
class _Records:
    """Makes records of what is known of all rules."""

    policy: Policy
    feedback: Feedback
    everywhere: Mapping[RuleKey, Iterable[int]]
    of_one: bool

    def record(self, key: RuleKey, own: Decimal | None, found: _Cases | None) -> RuleRecord:
        stated = own if own is not None else found.highest if found else Decimal(0)
        tally = self.feedback.get(key, NO_TALLY)
        restores = [tally.restores] if tally.restores else self.everywhere.get(key, ())
        return RuleRecord(
            tier=FilterTier(key[0]),
            code=key[1],
            cases=found.cases if found else 0,
            restored=found.restored if found else 0,
            latest_at=found.latest_at if found else None,
            confidence=stated,
            remaining=tuple(decayed(stated, number) for number in restores),
            floor=self.policy.floor(FilterTier(key[0])),
            is_off=key[1] in self.policy.off,
            tally=tally,
            posterior=posterior(stated, tally) if self.of_one else None,
        )


def _cases(repository: GitHubRepository | None) -> dict[RuleKey, _Cases]:
    every = FilteredItem.objects.order_by("-created_at", "id")
    latest = every.filter(repository=repository) if repository else every
    rows = FilteredItem.objects.filter(pk__in=latest.values("pk")[:LATEST]).order_by()
    restored = Count("pk", filter=Q(override_status=OverrideStatus.RESTORED))
    counted = rows.values_list("filter_tier", rule_code()).annotate(
        Count("pk"), restored=restored, latest=Max("created_at"), highest=Max("filter_confidence")
    )
    return {(tier, code): _Cases(*numbers) for tier, code, *numbers in counted}


def _restores_everywhere() -> Mapping[RuleKey, Iterable[int]]:
    """The restores of each rule, a number for each repository that has any."""
    latest = RestoreFeedback.objects.order_by("-restored_at")
    columns = ("filter_tier", rule_code(), "filtered_item__repository")
    counts = Counter(latest.values_list(*columns)[:LATEST])
    numbers: dict[RuleKey, list[int]] = defaultdict(list)
    for (tier, code, _), number in counts.items():
        numbers[tier, code].append(number)
    return numbers
