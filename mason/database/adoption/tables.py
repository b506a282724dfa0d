"""Brings a table that is there into the documented form, by way of Django's schema editor."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.fields import NOT_PROVIDED

from mason.database.contract import statements
from mason.database.contract.catalogue import LiveColumn, LiveIndex, LiveTable
from mason.database.contract.constraints import checks_of, foreign_keys_of
from mason.database.contract.definitions import Table
from mason.database.contract.tables import CONTRACT

_ENABLE: Final = {"O": "ENABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}
"""How PostgreSQL names the states of a trigger that isn't disabled, and what brings them back."""


def adopt_table(
    schema_editor: BaseDatabaseSchemaEditor, model: type[models.Model], live: LiveTable
) -> None:
    """Make the table as CreateModel would have made it for `model`; raises DatabaseError."""
    table = CONTRACT[live.name]
    for statement in (*_drop_replaced(table, live), *_convert(table, model, live)):
        schema_editor.execute(statement, params=None)
    _fill(schema_editor, table, model, live)
    for name, field in _fields(model).items():
        if name in live.columns:
            adopt_field(schema_editor, model, field, live.columns[name])
        else:
            schema_editor.add_field(model, field)
    _complete(schema_editor, model, live)


def adopt_field(
    schema_editor: BaseDatabaseSchemaEditor,
    model: type[models.Model],
    field: Any,
    found: LiveColumn,
) -> None:
    """Give a column that is there the field's default, NULL or NOT NULL, foreign key and index."""
    if field.generated:
        return
    if found.default is not None and not field.has_db_default():
        table = CONTRACT[model._meta.db_table]
        schema_editor.execute(statements.set_default(table, table.column(found.name)), params=None)
    schema_editor.alter_field(model, _as_found(field, found), field)


def _fields(model: type[models.Model]) -> dict[str, Any]:
    return {str(field.column): field for field in model._meta.local_concrete_fields}


def _as_found(field: Any, found: LiveColumn) -> Any:
    old = copy.copy(field)
    old.null = found.nullable
    old.db_default = NOT_PROVIDED
    if old.remote_field:
        old.db_constraint = False
        old.db_index = False
        old._unique = False  # noqa: SLF001 - Django computes `unique` from it
    return old


def _drop_replaced(table: Table, live: LiveTable) -> Iterator[str]:
    for column in table.columns:
        names = [key.name for key in foreign_keys_of(live, column.name)]
        if column.check:
            names += [check.name for check in checks_of(live, column.name)]
        for name in names:
            yield _drop_constraint(table, name)
    for index in live.indexes:
        if _is_replaced(table, index):
            if index.constraint:
                yield _drop_constraint(table, index.name)
            else:
                yield f"DROP INDEX {statements.quoted(index.name)}"


def _drop_constraint(table: Table, name: str) -> str:
    return statements.alter(table.name, f"DROP CONSTRAINT {statements.quoted(name)}")


def _is_replaced(table: Table, index: LiveIndex) -> bool:
    documented = {named.name for named in table.indexes}
    same_unique = index.unique and frozenset(index.columns) in table.uniques
    return not index.primary and (same_unique or index.name in documented)


def _convert(table: Table, model: type[models.Model], live: LiveTable) -> Iterator[str]:
    for name in _fields(model):
        column = table.column(name)
        if column.name in live.columns and live.columns[column.name].type != column.type:
            yield statements.convert(table, column)


def _fill(
    schema_editor: BaseDatabaseSchemaEditor,
    table: Table,
    model: type[models.Model],
    live: LiveTable,
) -> None:
    # One UPDATE, before any foreign key: a second one of the same row would leave deferred checks
    # pending, under which PostgreSQL alters no table.
    names = _fields(model)
    filled = [
        column
        for column in table.columns
        if column.default and column.name in live.columns and column.name in names
        if not column.nullable and live.columns[column.name].nullable
    ]
    if not filled:
        return
    values = ", ".join(f"{one.name} = COALESCE({one.name}, {one.default})" for one in filled)
    empty = " OR ".join(f"{one.name} IS NULL" for one in filled)
    with _triggers_disabled(schema_editor, table):
        schema_editor.execute(f"UPDATE {table.name} SET {values} WHERE {empty}", params=None)  # noqa: S608 - names and defaults of the contract


@contextmanager
def _triggers_disabled(schema_editor: BaseDatabaseSchemaEditor, table: Table) -> Iterator[None]:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgenabled FROM pg_trigger"
            " WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled <> 'D'",
            [table.name],
        )
        triggers = cursor.fetchall()
    for name, _ in triggers:
        disable = f"DISABLE TRIGGER {statements.quoted(name)}"
        schema_editor.execute(statements.alter(table.name, disable), params=None)
    yield
    for name, state in triggers:
        enable = f"{_ENABLE[state]} TRIGGER {statements.quoted(name)}"
        schema_editor.execute(statements.alter(table.name, enable), params=None)


def _complete(
    schema_editor: BaseDatabaseSchemaEditor, model: type[models.Model], live: LiveTable
) -> None:
    if "id" in live.columns and not any(index.primary for index in live.indexes):
        schema_editor.execute(statements.alter(live.name, "ADD PRIMARY KEY (id)"), params=None)
    for constraint in model._meta.constraints:
        schema_editor.add_constraint(model, constraint)
    for index in model._meta.indexes:
        schema_editor.add_index(model, index)
    for field in model._meta.local_many_to_many:
        through: Any = field.remote_field.through
        schema_editor.create_model(through)
