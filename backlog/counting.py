"""Counts that stop: nobody needs to know whether 340,000 or 341,000 items are new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connections

from backlog.choices import ItemStatus
from backlog.found_items import Part, Search, found

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlog.querysets import BacklogItemQuerySet

COUNTED_OF_A_STATUS: Final = 1_000
COUNTED_OF_A_SEARCH: Final = 120
"""How many items of a search are looked at: telling whether a text says a word takes longer."""


class CappedCount(NamedTuple):
    """A number of rows; `is_capped` says that there may be more."""

    number: int
    is_capped: bool


def counted_up_to(rows: BacklogItemQuerySet, limit: int) -> CappedCount:
    """Count the rows, but no further than the limit."""
    if rows.search is not None:
        number = len(rows.ids_between(0, limit + 1))
    else:
        number = rows.order_by()[: limit + 1].count()
    return CappedCount(min(number, limit), number > limit)


def status_counts(rows: BacklogItemQuerySet) -> Mapping[ItemStatus, CappedCount]:
    """Count the rows of each status up to COUNTED_OF_A_STATUS, in one query.

    Of a search, the first COUNTED_OF_A_SEARCH rows in the order of the list are counted: if there
    are more of them, each count may be too low.
    """
    try:
        return _counts(rows) if rows.search is None else _counts_of_search(rows, rows.search)
    except EmptyResultSet:
        return dict.fromkeys(ItemStatus, CappedCount(number=0, is_capped=False))


def _counts(rows: BacklogItemQuerySet) -> Mapping[ItemStatus, CappedCount]:
    most = COUNTED_OF_A_STATUS
    parts = [_count_of(rows.filter(status=status), status, most + 1) for status in ItemStatus]
    numbers = _numbers(rows, Part.joined(" UNION ALL ", parts))
    return {
        status: CappedCount(min(numbers[status], most), numbers[status] > most)
        for status in ItemStatus
    }


def _count_of(rows: BacklogItemQuerySet, status: ItemStatus, most: int) -> Part:
    sql, params = rows.order_by().values("pk")[:most].query.sql_with_params()
    return Part(f"(SELECT %s::text, count(*) FROM ({sql}) AS counted)", (status.value, *params))  # noqa: S608 - compiled by Django


def _counts_of_search(
    rows: BacklogItemQuerySet, search: Search
) -> Mapping[ItemStatus, CappedCount]:
    ids = found(search, 0, COUNTED_OF_A_SEARCH + 1)
    table = rows.model._meta.db_table
    sql = f"SELECT status, count(*) FROM {table} WHERE id IN ({ids.sql}) GROUP BY status"  # noqa: S608 - compiled by Django
    numbers = _numbers(rows, Part(sql, ids.params))
    is_capped = sum(numbers.values()) > COUNTED_OF_A_SEARCH
    return {status: CappedCount(numbers.get(status, 0), is_capped) for status in ItemStatus}


def _numbers(rows: BacklogItemQuerySet, statement: Part) -> dict[str, int]:
    with connections[rows.db].cursor() as cursor:
        cursor.execute(statement.sql, statement.params)
        return dict(cursor.fetchall())
