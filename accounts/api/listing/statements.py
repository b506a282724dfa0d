"""The SQL of lists and single rows, made by Django once for each kind of question."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from mason.database.prepared import Row, read

WHOEVER: Final = uuid4()
"""Stands in a kept statement for the id of the user who will ask; nobody has or knows it."""
LOOKED_UP: Final = uuid4()
"""Likewise for the id of the row that is asked for."""

_PLACE: Final = re.compile(r"%(%|s)")
_PLAIN_WORD: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")


class Rows(Protocol):
    """Something that rows can be read from."""

    def rows(self, user_id: UUID | None = None) -> list[Row]:
        """Read them for a user."""
        ...


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its parameters, among them perhaps WHOEVER and LOOKED_UP."""

    sql: str
    params: tuple[Any, ...]

    @classmethod
    def of(cls, rows: QuerySet[Any], columns: Sequence[str]) -> "Statement":
        """Give the statement that reads these columns; raises EmptyResultSet if none can match."""
        sql, params = rows.values_list(*columns).query.sql_with_params()
        return cls(*_with_words(sql, params))

    @classmethod
    def counting(cls, rows: QuerySet[Any]) -> "Statement":
        """Give the statement that counts rows; raises EmptyResultSet if none can match."""
        sql, params = rows.order_by().values("pk").query.sql_with_params()
        return cls(*_with_words(f"SELECT count(*) FROM ({sql}) AS counted", params))  # noqa: S608 - compiled by Django

    def rows(self, user_id: UUID | None = None, row_id: UUID | None = None) -> list[Row]:
        """Run the statement for a user, about a row."""
        known = {WHOEVER: user_id, LOOKED_UP: row_id}
        params = [known.get(one, one) if type(one) is UUID else one for one in self.params]
        return read(self.sql, params)


def statements_of(parts: Iterable[QuerySet[Any]], columns: Sequence[str]) -> tuple[Statement, ...]:
    """Give the statement of each part that can find anything."""
    found = []
    for part in parts:
        try:
            found.append(Statement.of(part, columns))
        except EmptyResultSet:
            continue
    return tuple(found)


def first_rows(parts: Iterable[Rows], user_id: UUID | None, count: int) -> list[Row]:
    """Give the first rows of parts that follow each other."""
    found: list[Row] = []
    for part in parts:
        found += part.rows(user_id)
        if len(found) >= count:
            break
    return found[:count]


def _with_words(sql: str, params: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
    """Write values of closed lists into the SQL: only so does it fit a partial index for good."""
    left = iter(params)
    kept: list[Any] = []

    def place(found: re.Match[str]) -> str:
        if found[1] == "%":
            return found[0]
        value = next(left)
        if isinstance(value, str) and type(value) is not str and _PLAIN_WORD.fullmatch(value):
            return f"'{value!s}'"
        kept.append(value)
        return found[0]

    return _PLACE.sub(place, sql), tuple(kept)
