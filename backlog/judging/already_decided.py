"""A suggestion that a person rejected isn't proposed again, until its file changes."""

from decimal import Decimal
from typing import Final

from backlog.choices import FilterTier, ItemStatus
from backlog.judging.context import Context
from backlog.judging.verdict import Objection

CODE: Final = "already_decided"
CONFIDENCE: Final = Decimal("0.95")


def already_decided(context: Context) -> Objection | None:
    """Object to what has the fingerprint of a rejected item."""
    item = context.predecessor.item
    if item is None or context.predecessor.status is not ItemStatus.REJECTED:
        return None
    return Objection(
        code=CODE,
        tier=FilterTier.CONTEXT,
        confidence=CONFIDENCE,
        sentence="The same suggestion was rejected, and its code is unchanged.",
        evidence=f"Rejected item {item.pk}: {item.title}",
    )
