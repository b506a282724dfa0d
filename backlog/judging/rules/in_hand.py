"""A suggestion that is being carried out, or was a moment ago, isn't proposed again."""

from datetime import timedelta
from decimal import Decimal
from typing import Final

from backlog.choices import FilterTier, ItemStatus
from backlog.judging.context import Context
from backlog.judging.rule import Match, Rule

COMPLETED_RECENTLY: Final = timedelta(days=7)


def look(context: Context) -> Match | None:
    """Object to the fingerprint of an item in progress, or completed in the last 7 days."""
    item = context.predecessor.item
    if item is None or not _is_in_hand(context):
        return None
    status = item.get_status_display().lower()
    return Match(evidence=f"Item {item.pk}, {status}: {item.title}", repeats=item.pk)


def _is_in_hand(context: Context) -> bool:
    predecessor = context.predecessor
    if predecessor.status is ItemStatus.IN_PROGRESS:
        return True
    completed_at = predecessor.decided_at
    return (
        predecessor.status is ItemStatus.COMPLETED
        and completed_at is not None
        and completed_at > context.now - COMPLETED_RECENTLY
    )


RULE = Rule(
    code="in_hand",
    tier=FilterTier.CONTEXT,
    confidence=Decimal("0.90"),
    sentence="The same suggestion is being carried out, or was in the last 7 days.",
    look=look,
)
