"""Looks for tables and indexes that models declare and the document doesn't name.

Tables of the job queue too: its models are unmanaged, since its migrations are plain SQL.
"""

from collections.abc import Iterator
from typing import Final

from django.apps import apps
from django.db import connection
from django.db.models import Index, Model

from mason.database.contract import CONTRACT
from mason.doctor.examination import Result

_PRESENT: Final = """
SELECT relname FROM pg_class
WHERE relname = ANY(%s) AND relkind IN ('r', 'p', 'i', 'I') AND pg_table_is_visible(oid)
"""
_DOCUMENTED_INDEXES: Final = frozenset(
    index.name for table in CONTRACT.values() for index in table.indexes
)


def examine_own_tables() -> Result:
    """Look for each table of a model, and for each index that a model declares by name.

    What the document names is left to the comparison with it.
    """
    models = {model._meta.db_table: model for model in _models()}
    indexes = {index.name: (model, index) for model, index in _own_indexes()}
    present = _present([*models, *indexes])
    tables = [
        f"{name}, table: is missing, should be there; mend: restore the table from a backup"
        for name in models
        if name not in present and name not in CONTRACT
    ]
    lines = [
        f"{model._meta.db_table}, index {name}: is missing, should be there;"
        f" mend: {_create(model, index)}"
        for name, (model, index) in indexes.items()
        if name not in present and model._meta.db_table in present
    ]
    return Result([*tables, *lines])


def _models() -> Iterator[type[Model]]:
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.proxy:
            yield model


def _own_indexes() -> Iterator[tuple[type[Model], Index]]:
    for model in _models():
        for index in model._meta.indexes:
            if index.name not in _DOCUMENTED_INDEXES:
                yield model, index


def _create(model: type[Model], index: Index) -> str:
    return str(index.create_sql(model, connection.schema_editor(collect_sql=True)))


def _present(names: list[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(_PRESENT, [names])
        return {name for (name,) in cursor.fetchall()}
