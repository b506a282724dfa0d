"""Making model instances of the rows that a statement of our own returns."""

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models

type Converter = Callable[[Any], Any]


@cache
def columns_of(model: type[models.Model], table: str = "") -> str:
    """Give the model's columns as SQL, in the order of its fields; `table` may qualify them."""
    names = (connection.ops.quote_name(name) for name in _names(model))
    return ", ".join(f"{table}.{name}" if table else name for name in names)


def instances[Row: models.Model](model: type[Row], rows: Sequence[Sequence[Any]]) -> list[Row]:
    """Give an instance for each row, which holds what `columns_of` names."""
    fields, converters = _names_of_attributes(model), _converters(model)
    return [model.from_db(DEFAULT_DB_ALIAS, fields, _read(row, converters)) for row in rows]


def _read(row: Sequence[Any], converters: Sequence[tuple[int, Converter]]) -> list[Any]:
    values = list(row)
    for place, converter in converters:
        values[place] = converter(values[place])
    return values


def _names(model: type[models.Model]) -> list[str]:
    return [field.column for field in model._meta.concrete_fields]


@cache
def _names_of_attributes(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@cache
def _converters(model: type[models.Model]) -> list[tuple[int, Converter]]:
    """Give the place and the reading of each column that the driver doesn't read wholly."""
    return [
        (place, partial(field.from_db_value, expression=None, connection=connection))
        for place, field in enumerate(model._meta.concrete_fields)
        if isinstance(field, models.JSONField)
    ]
