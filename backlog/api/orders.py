"""The orders of the backlog's lists; those of items are the ones that have an index."""

from typing import Final

from accounts.api.listing.orders import Order, ids, integers, moments
from accounts.api.listing.parameters import both_ways

_OLDEST: Final = (moments("created_at"), ids())
NEWEST: Final = Order((moments("created_at", descending=True), ids()))
"""The newest first."""

ITEM_DIRECTIONS: Final = both_ways(
    {
        "priority_score": Order(
            (integers("priority_score", descending=True, nullable=True), *_OLDEST)
        ),
        "impact_score": Order((integers("impact_score", descending=True, nullable=True), *_OLDEST)),
        "effort_score": Order((integers("effort_score", nullable=True), *_OLDEST)),
        "complexity": Order((integers("complexity", nullable=True), *_OLDEST)),
        "created_at": Order(_OLDEST),
    }
)
"""The same orders as in backlog.querysets, highest priority first as the usual one."""

NEWEST_DIRECTIONS: Final = both_ways({"created_at": NEWEST})
"""The newest first."""
STARTED_DIRECTIONS: Final = both_ways(
    {"started_at": Order((moments("started_at", descending=True), ids()))}
)
"""The latest first."""
RESTORED_DIRECTIONS: Final = both_ways(
    {
        "restored_at": Order((moments("restored_at", descending=True), ids())),
        "created_at": NEWEST,
    }
)
"""The latest first."""
