"""The second of two suggestions with one title in the same review."""

from decimal import Decimal
from typing import Final

from backlog.choices import FilterTier
from backlog.judging.context import Context
from backlog.judging.duplicates import match_of, of_run
from backlog.judging.rule import Match, Rule

CODE: Final = "repeated_in_review"
OVER_PERCENT: Final = 70


def look(context: Context) -> Match | None:
    """Object to more than 70 per cent of the words in the title of a better one of the run."""
    alike = of_run(context, OVER_PERCENT)
    return match_of(context, (one for one in alike if one.percent > OVER_PERCENT))


RULE = Rule(
    code=CODE,
    tier=FilterTier.CONTEXT,
    confidence=Decimal("0.90"),
    sentence="The same review says it in another suggestion, of a higher priority.",
    look=look,
)
