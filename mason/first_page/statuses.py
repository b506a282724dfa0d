"""How many items stand where."""

from collections.abc import Sequence
from dataclasses import dataclass

from backlog.admin.badges import ITEM_STATUS
from backlog.choices import ItemStatus
from backlog.counting import status_counts
from mason.first_page.numbers import Count
from mason.first_page.scope import Scope


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many items have a status, with its colour and the list of them."""

    status: ItemStatus
    count: Count
    variant: str
    url: str


@dataclass(frozen=True, slots=True)
class Statuses:
    """The items by status, no status left out."""

    counts: Sequence[StatusCount]

    @property
    def are_empty(self) -> bool:
        """Whether there is no item at all."""
        return not any(row.count for row in self.counts)

    @property
    def new(self) -> StatusCount:
        """What waits for a decision."""
        return next(row for row in self.counts if row.status is ItemStatus.NEW)


def statuses_of(scope: Scope) -> Statuses:
    """Count the items of each status."""
    counts = status_counts(scope.items())
    return Statuses(
        [
            StatusCount(
                status,
                Count(*counts[status]),
                ITEM_STATUS[status],
                scope.items_url(status__exact=status),
            )
            for status in ItemStatus
        ]
    )
