"""The orders of the lists of executions, the latest first as the usual one."""

from typing import Final

from accounts.api.listing.orders import Order, ids, moments, texts
from accounts.api.listing.parameters import both_ways


def _latest(name: str) -> Order:
    return Order((moments(name, descending=True), ids()))


_CREATED: Final = _latest("created_at")

RUN_DIRECTIONS: Final = both_ways({"started_at": _latest("started_at"), "created_at": _CREATED})
TASK_DIRECTIONS: Final = both_ways({"created_at": _CREATED})
# The id too from the largest on, as in the index that has a run's lines.
LOG_DIRECTIONS: Final = both_ways(
    {"created_at": Order((moments("created_at", descending=True), ids(descending=True)))}
)
PROGRESS_DIRECTIONS: Final = both_ways(
    {"started_at": _latest("started_at"), "updated_at": _latest("updated_at")}
)
REMOTE_RUN_DIRECTIONS: Final = both_ways(
    {
        "started_at": _latest("started_at"),
        "created_at": _CREATED,
        "branch_name": Order((texts("branch_name"), ids())),
    }
)
