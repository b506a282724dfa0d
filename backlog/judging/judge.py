"""The filter: each suggestion goes past the rules in the order of their tiers."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from backlog.choices import FilterTier
from backlog.judging import already_decided, in_hand
from backlog.judging.context import Context
from backlog.judging.decay import after_decay
from backlog.judging.verdict import Objection


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule and what it is known by; `confidence` is the most that it says, before decay."""

    code: str
    tier: FilterTier
    confidence: Decimal
    objection_to: Callable[[Context], Objection | None]


RULES: Final = (
    Rule(
        already_decided.CODE,
        FilterTier.CONTEXT,
        already_decided.CONFIDENCE,
        already_decided.already_decided,
    ),
    Rule(in_hand.CODE, FilterTier.CONTEXT, in_hand.CONFIDENCE, in_hand.in_hand),
)
"""In the order of their tiers; the first objection that reaches its tier's floor filters."""


def objection_to(context: Context) -> Objection | None:
    """Give the first objection that filters, or None for a suggestion that passes.

    Its confidence is what the repository's restores left of it.
    """
    found = (rule.objection_to(context) for rule in RULES)
    objections = (after_decay(objection, context.restores) for objection in found if objection)
    return next((objection for objection in objections if objection.filters), None)
