"""Statements of our own that run often, and model instances of the rows that they return."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any, Final, cast

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.expressions import Col

type Row = tuple[Any, ...]
type Converter = Callable[[Any], Any]

_PREPARE_AFTER: Final = 5
"""Runs after which PostgreSQL keeps a statement's plan, where Django asked for never."""


def fetch(sql: str, parameters: Sequence[Any] | Mapping[str, Any]) -> list[Row]:
    """Run a statement on Django's connection, prepared when it runs often, and give its rows.

    Django's cursors put the parameters into the text, so that each statement is planned anew.
    Raises Django's database errors.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    session = cast("psycopg.Connection[Row]", connection.connection)
    if session.prepare_threshold is None:
        session.prepare_threshold = _PREPARE_AFTER
    with connection.wrap_database_errors, psycopg.Cursor(session) as cursor:
        cursor.execute(sql.encode(), parameters)
        return cursor.fetchall()


@cache
def columns_of(model: type[models.Model], table: str = "") -> str:
    """Give the model's columns as SQL, in the order of its fields; `table` may qualify them."""
    columns = (field.column or "" for field in model._meta.concrete_fields)
    names = (connection.ops.quote_name(column) for column in columns)
    return ", ".join(f"{table}.{name}" if table else name for name in names)


def instances[Instance: models.Model](model: type[Instance], rows: Sequence[Row]) -> list[Instance]:
    """Give an instance for each row, which holds what `columns_of` names."""
    fields, converters = _names_of_attributes(model), _converters(model)
    return [model.from_db(DEFAULT_DB_ALIAS, fields, _read(row, converters)) for row in rows]


def _read(row: Row, converters: Sequence[tuple[int, Converter]]) -> list[Any]:
    values = list(row)
    for place, converter in converters:
        values[place] = converter(values[place])
    return values


@cache
def _names_of_attributes(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@cache
def _converters(model: type[models.Model]) -> list[tuple[int, Converter]]:
    """Give the place and the reading of each column that the driver doesn't read wholly."""
    table = model._meta.db_table
    return [
        (place, partial(field.from_db_value, expression=Col(table, field), connection=connection))
        for place, field in enumerate(model._meta.concrete_fields)
        if isinstance(field, models.JSONField)
    ]
