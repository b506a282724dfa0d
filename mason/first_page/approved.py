"""What was approved and waits to be carried out, by how long it has waited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from accounts.admin.relating import row_url
from backlog.choices import ItemStatus
from backlog.models import BacklogItem
from backlog.querysets import BacklogItemQuerySet
from mason.first_page.numbers import Count, counted
from mason.first_page.scope import Scope

SHOWN_OLDEST: Final = 5
AGES: Final = (
    ("Under a day", None, 1),
    ("1 to 7 days", 1, 7),
    ("7 to 30 days", 7, 30),
    ("Older", 30, None),
)
"""Each with the days from and until which an item has waited."""


@dataclass(frozen=True, slots=True)
class Age:
    """How many items have waited so long, and the list of them."""

    label: str
    count: Count
    url: str


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """An approved item, since when it has waited."""

    item: BacklogItem
    url: str


@dataclass(frozen=True, slots=True)
class Approved:
    """Approved items by age, and those that have waited longest."""

    ages: Sequence[Age]
    oldest: Sequence[WaitingItem]


def approved_in(scope: Scope) -> Approved:
    """Give what waits to be carried out; an item's age is that of its last change."""
    now, rows = timezone.now(), scope.items().approved()
    bounds = [_bounds(now, least, most) for _, least, most in AGES]
    counts = counted([rows.filter(**bound) for bound in bounds])
    ages = [
        Age(label, count, _url(scope, bound))
        for (label, _, _), count, bound in zip(AGES, counts, bounds, strict=True)
    ]
    return Approved(ages, [WaitingItem(item, row_url(item)) for item in _oldest(rows)])


def _bounds(now: datetime, least: int | None, most: int | None) -> dict[str, datetime]:
    bounds = {}
    if least is not None:
        bounds["updated_at__lte"] = now - timedelta(days=least)
    if most is not None:
        bounds["updated_at__gt"] = now - timedelta(days=most)
    return bounds


def _oldest(rows: BacklogItemQuerySet) -> BacklogItemQuerySet:
    columns = ("title", "updated_at", "repository__github_full_name")
    oldest = rows.order_by("updated_at", "id").select_related("repository").only(*columns)
    return oldest[:SHOWN_OLDEST]


def _url(scope: Scope, bounds: dict[str, datetime]) -> str:
    moments = {name: moment.isoformat() for name, moment in bounds.items()}
    return scope.items_url(status__exact=ItemStatus.APPROVED, **moments)
