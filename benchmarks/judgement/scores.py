"""Precision and recall of what filters, over judged candidates."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from backlog.choices import FilterTier
from backlog.judging.judge import RULES
from benchmarks.judgement.judging import LINEAGE, PLAIN_PERCENT, SAME_FINGERPRINT, Judged

PLAIN: Final = f"title similarity >= {PLAIN_PERCENT}%"
ALL: Final = "all tiers"


@dataclass(frozen=True, slots=True)
class Score:
    """How many candidates something filters, how many rightly, and how many should be filtered."""

    filtered: int
    right: int
    noise: int

    @property
    def precision(self) -> float | None:
        """The share of what is filtered that should be; None where nothing is filtered."""
        return self.right / self.filtered if self.filtered else None

    @property
    def recall(self) -> float | None:
        """The share of what should be filtered that is; None where nothing should be."""
        return self.right / self.noise if self.noise else None


def scores(judged: Iterable[Judged]) -> dict[str, Score]:
    """Give the scores by name: the plain rule, all tiers together, then each tier and its rules.

    Each tier and rule is scored as if it stood alone, whatever came before it.
    """
    cases = list(judged)
    return {name: _score(cases, filters) for name, filters in _systems()}


def _score(cases: Iterable[Judged], filters: Callable[[Judged], bool]) -> Score:
    noise = [(filters(case), case.candidate.is_noise) for case in cases]
    return Score(
        filtered=sum(filtered for filtered, _ in noise),
        right=sum(filtered and is_noise for filtered, is_noise in noise),
        noise=sum(is_noise for _, is_noise in noise),
    )


def _systems() -> Iterator[tuple[str, Callable[[Judged], bool]]]:
    yield PLAIN, lambda case: case.plain
    yield ALL, lambda case: bool(case.hits)
    yield LINEAGE, _by_tier(LINEAGE)
    yield f"  {SAME_FINGERPRINT}", _by_code(SAME_FINGERPRINT)
    for tier in FilterTier:
        yield tier.value, _by_tier(tier.value)
        for rule in RULES:
            if rule.tier is tier:
                yield f"  {rule.code}", _by_code(rule.code)


def _by_tier(tier: str) -> Callable[[Judged], bool]:
    return lambda case: any(hit.tier == tier for hit in case.hits)


def _by_code(code: str) -> Callable[[Judged], bool]:
    return lambda case: any(hit.code == code for hit in case.hits)
