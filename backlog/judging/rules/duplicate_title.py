"""A suggestion whose title an open item has already."""

from decimal import Decimal
from typing import Final

from backlog.choices import FilterTier
from backlog.judging.context import Context
from backlog.judging.duplicates import match_of, of_items
from backlog.judging.rule import Match, Rule

LEAST_PERCENT: Final = 70


def look(context: Context) -> Match | None:
    """Object to a title of which an open item's title has 70 per cent of the words."""
    return match_of(context, of_items(context, LEAST_PERCENT))


RULE = Rule(
    code="duplicate_title",
    tier=FilterTier.CONTEXT,
    confidence=Decimal("0.90"),
    sentence="An item on the backlog has the same title, or nearly.",
    look=look,
)
