"""The orders of the lists of accounts."""

from typing import Final

from accounts.api.listing.orders import Order, ids, moments, texts
from accounts.api.listing.parameters import both_ways

_NEWEST: Final = {"created_at": Order((moments("created_at", descending=True), ids()))}

KEY_DIRECTIONS: Final = both_ways(_NEWEST)
"""The newest first."""
REPOSITORY_DIRECTIONS: Final = both_ways(
    {"github_full_name": Order((texts("github_full_name"), ids())), **_NEWEST}
)
"""By name."""
