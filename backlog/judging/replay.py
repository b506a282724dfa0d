"""What a changed filter would have said of suggestions that were judged before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from backlog.choices import FilterTier
from backlog.judging.blocklist import BlockedPattern
from backlog.judging.calibration import calibrated
from backlog.judging.decay import Tally
from backlog.judging.judge import RULES
from backlog.judging.policy import Policy
from backlog.judging.rules.blocklisted import RULE as BLOCKLISTED

_RULES: Final = {rule.code: rule for rule in RULES}
_ORDER: Final = {rule.code: place for place, rule in enumerate(RULES)}


class Wish(StrEnum):
    """What people made of a suggestion: whether the filter should have kept it out."""

    KEEP_OUT = "should be filtered"
    LET_IN = "should pass"
    UNKNOWN = "not decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastVerdict:
    """A suggestion as it was judged: its row, what the rules said, and what people made of it."""

    row_id: UUID
    title: str
    judged_at: datetime
    filtered_by: str | None
    was_filtered: bool
    wish: Wish
    objections: Sequence[Mapping[str, Any]] = ()
    off: Sequence[str] = ()
    files: Sequence[str] = ()
    analyser_rule: str = ""
    is_exempt: bool = False


@dataclass(frozen=True, slots=True)
class Flip:
    """A verdict that would be another: `code` is the rule that filters, before or now."""

    past: PastVerdict
    would_filter: bool
    code: str


@dataclass(slots=True)
class Counts:
    """How often the filter kept out what people wanted kept out, and what they didn't."""

    rightly_filtered: int = 0
    wrongly_filtered: int = 0
    missed: int = 0

    def add(self, wish: Wish, *, filtered: bool) -> None:
        """Count one verdict; what nobody decided about counts for nothing."""
        if wish is Wish.KEEP_OUT:
            self.rightly_filtered += filtered
            self.missed += not filtered
        elif wish is Wish.LET_IN:
            self.wrongly_filtered += filtered

    @property
    def precision(self) -> float | None:
        """The share of what was filtered that people wanted filtered; None without any."""
        return _share(self.rightly_filtered, self.wrongly_filtered)

    @property
    def recall(self) -> float | None:
        """The share of what people wanted filtered that was; None without any."""
        return _share(self.rightly_filtered, self.missed)


def percent(share: float | None) -> str:
    """Give a share as per cent; a dash where there is nothing to tell it by."""
    return "-" if share is None else f"{100 * share:.1f} %"


def _share(hits: int, others: int) -> float | None:
    return hits / (hits + others) if hits + others else None


def filtering_rule(past: PastVerdict, policy: Policy) -> str | None:
    """Give the code of the rule that would filter under a policy; None for a pass.

    The rules aren't asked again: backlog and checkout were what they were then, so each answer
    stands as it was recorded, as sure as the policy makes it by the feedback of that time. The
    blocklist alone is asked, since it looks at nothing but the suggestion.
    """
    if past.is_exempt:
        return None
    codes = [code for code in _filtering(past, policy) if code not in policy.off]
    return min(codes, key=lambda code: _ORDER.get(code, len(_ORDER)), default=None)


def is_unknown(past: PastVerdict, policy: Policy) -> bool:
    """Tell whether the policy asks a rule that was switched off when the verdict was made."""
    return any(code in _RULES and code not in policy.off for code in past.off)


def _filtering(past: PastVerdict, policy: Policy) -> Iterator[str]:
    if blocking_pattern(past, policy) is not None:
        stated = policy.confidences.get(BLOCKLISTED.code, BLOCKLISTED.confidence)
        tally = _tally(past, BLOCKLISTED.code)
        if calibrated(stated, tally, policy.calibration) >= policy.floor(BLOCKLISTED.tier):
            yield BLOCKLISTED.code
    for one in past.objections:
        if one["code"] != BLOCKLISTED.code and _filters(one, policy):
            yield one["code"]


def blocking_pattern(past: PastVerdict, policy: Policy) -> BlockedPattern | None:
    """Give the pattern that matches what was judged, by the moment when it was."""
    for pattern in policy.blocklist.patterns:
        expired = pattern.expires_at is not None and pattern.expires_at <= past.judged_at
        if not expired and pattern.matches_texts(past.title, past.analyser_rule, past.files):
            return pattern
    return None


def _filters(recorded: Mapping[str, Any], policy: Policy) -> bool:
    code, tier = recorded["code"], FilterTier(recorded["tier"])
    rule = _RULES.get(code)
    stated = policy.confidences.get(code, rule.confidence if rule else Decimal(recorded["stated"]))
    if recorded.get("at_most") is not None:
        stated = min(stated, Decimal(recorded["at_most"]))
    tally = Tally(recorded["restores"], recorded["confirmations"])
    return calibrated(stated, tally, policy.calibration) >= policy.floor(tier)


def _tally(past: PastVerdict, code: str) -> Tally:
    found = (Tally(o["restores"], o["confirmations"]) for o in past.objections if o["code"] == code)
    return next(found, Tally())
