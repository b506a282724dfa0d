"""Inserting many rows by one statement, which is the same however many there are."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import orjson
from django.db import DEFAULT_DB_ALIAS, connection, models

from mason.database.prepared import change


def insert_all[Row: models.Model](rows: Sequence[Row], *, on_conflict: str = "") -> None:
    """Insert new instances of one model with the values that they have.

    The rows travel as one JSON text, so that the statement is prepared once: `bulk_create` makes
    SQL of each value anew. Its texts may not hold NUL. Raises Django's database errors.
    """
    if not rows:
        return
    names = [field.column for field in _written_fields(type(rows[0]))]
    values = [{name: getattr(row, name) for name in names} for row in rows]
    insert_values(type(rows[0]), values, on_conflict=on_conflict)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001 - as bulk_create does


def insert_values(
    model: type[models.Model], rows: Sequence[Mapping[str, object]], *, on_conflict: str = ""
) -> None:
    """Insert rows of values by column: as `insert_all` does, for rows that nobody needs as models.

    A column that a row leaves out is NULL. Raises Django's database errors.
    """
    if rows:
        given = orjson.dumps(rows, default=str).decode()
        change(f"{_insert(model)} {on_conflict}", {"rows": given})


@cache
def _written_fields(model: type[models.Model]) -> tuple[Any, ...]:
    """The columns that a row brings: neither those that the database computes nor its own keys."""
    fields = model._meta.concrete_fields
    return tuple(
        field for field in fields if not field.generated and not isinstance(field, models.AutoField)
    )


@cache
def _insert(model: type[models.Model]) -> str:
    quote = connection.ops.quote_name
    fields = _written_fields(model)
    names = ", ".join(quote(field.column) for field in fields)
    types = ", ".join(f"{quote(field.column)} {field.db_type(connection)}" for field in fields)
    return (
        f"INSERT INTO {quote(model._meta.db_table)} ({names})"  # noqa: S608 - names of columns alone
        f" SELECT {names} FROM json_to_recordset(%(rows)s::json) AS given ({types})"
    )
