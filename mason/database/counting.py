"""Counting many sets of rows at once, none further than a person wants to know."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, Value


def counts_up_to(limit: int, rowsets: Sequence[QuerySet[Any]]) -> list[int]:
    """Give the number of rows of each set, `limit` for more than that; one statement for all."""
    statements = [_counting(rows, limit) for rows in rowsets]
    if not statements:
        return []
    columns = ", ".join(statement for statement, _ in statements)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [value for _, params in statements for value in params])
        return list(cursor.fetchone())


def _counting(rows: QuerySet[Any], limit: int) -> tuple[str, tuple[Any, ...]]:
    ones = rows.order_by().values_list(Value(1))[:limit]
    try:
        statement, params = ones.query.sql_with_params()
    except EmptyResultSet:
        return "0", ()
    return f"(SELECT count(*) FROM ({statement}) AS counted)", params  # noqa: S608 - Django's own
