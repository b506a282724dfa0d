"""The items that a search finds, in the order of a list, in a time that the table doesn't decide.

A common word is found by walking along the list: soon there are enough. A rare one is looked up in
the index of words, and what is found there is sorted. PostgreSQL can't tell well which to choose
(it took minutes for a rare word), so one statement tries the walk first, for a number of rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet, Window
from django.db.models.functions import RowNumber

from backlog.text_search import may_say, says

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

WALKED_ROWS: Final = 3_000
"""How far the list is walked for its first rows: in that time the index finds about 10,000."""
WALKED_PER_ROW: Final = 10
"""How much further for each row that is looked for."""

_MORE_THAN_ANY_TABLE: Final = 10**12

# The walk reads ids from an index alone, and texts one by one in the order of the list: a lateral
# join can't be done otherwise. Where memory is small, what the index of words finds is marked by
# page, and each row of such a page cut into words anew; the setting holds for this transaction.
_STATEMENT: Final = """
WITH near AS MATERIALIZED (
    SELECT pk, place
    FROM (SELECT pk, row_number() OVER () AS place FROM ({walk}) AS ids) AS listed,
        LATERAL (SELECT title, problem, solution FROM {table} WHERE id = pk OFFSET 0) AS {table}
    WHERE {condition} LIMIT %s
), far AS MATERIALIZED ({far}), walk AS MATERIALIZED (
    SELECT (SELECT count(*) FROM near) >= %s
        OR (SELECT count(*) FROM ({walk}) AS whole) < %s AS is_enough,
        set_config('work_mem', '64MB', true)
)
SELECT pk FROM (
    SELECT pk, place FROM near WHERE (SELECT is_enough FROM walk)
    UNION ALL
    SELECT pk, place FROM far WHERE NOT (SELECT is_enough FROM walk)
) AS found ORDER BY place OFFSET %s LIMIT %s
"""


class Search(NamedTuple):
    """The words that were looked for, and the rows among which they were."""

    words: Sequence[str]
    rows: QuerySet[Any]


class Part(NamedTuple):
    """SQL with its parameters."""

    sql: str
    params: tuple[Any, ...]

    @classmethod
    def of(cls, rows: QuerySet[Any]) -> Self:
        """Compile a query; raises EmptyResultSet for one that can't find anything."""
        return cls(*rows.query.sql_with_params())

    @classmethod
    def joined(cls, separator: str, parts: Iterable[Part]) -> Self:
        """Put parts behind each other."""
        listed = list(parts)
        params = (param for part in listed for param in part.params)
        return cls(separator.join(part.sql for part in listed), tuple(params))


def found_ids(search: Search, bottom: int, top: int) -> list[UUID]:
    """Give the ids at these places of what the search finds, in the order of its rows."""
    try:
        statement = found(search, bottom, top)
    except EmptyResultSet:
        return []
    with connections[search.rows.db].cursor() as cursor:
        cursor.execute(statement.sql, statement.params)
        return [pk for (pk,) in cursor.fetchall()]


def found(search: Search, bottom: int, top: int) -> Part:
    """Make the statement for `found_ids`; raises EmptyResultSet where nothing can be found."""
    most = WALKED_ROWS + WALKED_PER_ROW * top
    walk = Part.of(search.rows.values("pk")[:most])
    condition, far = _condition(search), _far(search)
    table = f'"{search.rows.model._meta.db_table}"'
    sql = _STATEMENT.format(walk=walk.sql, table=table, condition=condition.sql, far=far.sql)
    near = (*walk.params, *condition.params, top, *far.params)
    return Part(sql, (*near, top, *walk.params, most, bottom, top - bottom))


def indexed[Rows: QuerySet[Any]](rows: Rows, words: Sequence[str]) -> Rows:
    """Give those of the rows that say the words, looked up in the index of words.

    The limit that is never reached keeps PostgreSQL from cutting all texts of the table instead.
    """
    everywhere = rows.model._meta.default_manager.filter(says(words)).order_by().values("pk")
    return rows.filter(pk__in=everywhere[:_MORE_THAN_ANY_TABLE])


def _condition(search: Search) -> Part:
    rows: QuerySet[Any] = search.rows.model._meta.default_manager.filter(
        may_say(search.words), says(search.words)
    )
    sql, params = rows.query.get_compiler(search.rows.db).compile(rows.query.where)
    return Part(sql, tuple(params))


def _far(search: Search) -> Part:
    order: Sequence[Any] = search.rows.query.order_by or search.rows.model._meta.ordering
    place = Window(RowNumber(), order_by=list(order))
    places = indexed(search.rows, search.words).order_by().annotate(place=place)
    return Part.of(places.values("pk", "place"))
