"""A suggestion of an open item's type whose title is like the item's."""

from decimal import Decimal
from typing import Final

from backlog.choices import FilterTier
from backlog.judging.context import Context
from backlog.judging.duplicates import match_of, of_items
from backlog.judging.rule import Match, Rule

LEAST_PERCENT: Final = 50


def look(context: Context) -> Match | None:
    """Object to half of the words in an open item's title, if that is of the same type."""
    alike = of_items(context, LEAST_PERCENT)
    own_type = context.suggestion.type
    return match_of(context, (one for one in alike if one.known.type == own_type))


RULE = Rule(
    code="similar_title",
    tier=FilterTier.CONTEXT,
    confidence=Decimal("0.85"),
    sentence="An item of the same type on the backlog has a similar title.",
    look=look,
)
