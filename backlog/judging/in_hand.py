"""A suggestion that is being carried out, or was a moment ago, isn't proposed again."""

from datetime import timedelta
from decimal import Decimal
from typing import Final

from backlog.choices import FilterTier, ItemStatus
from backlog.judging.context import Context
from backlog.judging.verdict import Objection

CODE: Final = "in_hand"
CONFIDENCE: Final = Decimal("0.90")
COMPLETED_RECENTLY: Final = timedelta(days=7)


def in_hand(context: Context) -> Objection | None:
    """Object to the fingerprint of an item in progress, or completed in the last 7 days."""
    item = context.predecessor.item
    if item is None or not _is_in_hand(context):
        return None
    return Objection(
        code=CODE,
        tier=FilterTier.CONTEXT,
        confidence=CONFIDENCE,
        sentence="The same suggestion is being carried out, or was in the last 7 days.",
        evidence=f"Item {item.pk}, {item.get_status_display().lower()}: {item.title}",
    )


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
