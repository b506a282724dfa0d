"""A suggestion that costs more than it brings."""

from decimal import Decimal
from typing import Final

from backlog.choices import COMPLEXITY_RANGE, FilterTier
from backlog.judging.context import Context
from backlog.judging.rule import Match, Rule

MOST_EFFORT_FOR_IMPACT: Final = 2


def look(context: Context) -> Match | None:
    """Object to the highest complexity with an effort of more than twice the impact."""
    one = context.suggestion
    if one.complexity < COMPLEXITY_RANGE[1]:
        return None
    if one.effort_score <= MOST_EFFORT_FOR_IMPACT * one.impact_score:
        return None
    scores = f"impact {one.impact_score}, effort {one.effort_score}, complexity {one.complexity}"
    return Match(evidence=f"Scores: {scores}")


RULE = Rule(
    code="poor_return",
    tier=FilterTier.IMPACT,
    confidence=Decimal("0.70"),
    sentence="The effort is more than twice the impact, and the complexity the highest.",
    look=look,
)
