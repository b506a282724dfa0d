"""Contradictions in how a table is built, which adopting it couldn't mend without loss."""

from collections.abc import Iterator
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

from mason.database.adoption.contradiction import Contradiction
from mason.database.adoption.conversions import conversion
from mason.database.contract.catalogue import LiveColumn, LiveTable
from mason.database.contract.columns import describe_value
from mason.database.contract.definitions import Column, Table
from mason.database.contract.expressions import same_generated

# What uses a column, so that PostgreSQL won't alter its type; its own default doesn't count.
_DEPENDENTS: Final = """
SELECT DISTINCT attname, pg_describe_object(classid, objid, objsubid)
FROM pg_depend JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid
WHERE refclassid = 'pg_class'::regclass AND refobjid = %s::regclass AND attname = ANY(%s)
    AND (classid IN ('pg_rewrite'::regclass, 'pg_policy'::regclass, 'pg_trigger'::regclass,
            'pg_proc'::regclass, 'pg_publication_rel'::regclass)
        OR classid = 'pg_attrdef'::regclass AND NOT EXISTS (
            SELECT FROM pg_attrdef WHERE pg_attrdef.oid = objid AND adnum = refobjsubid)
        OR classid = 'pg_class'::regclass AND objid = refobjid AND objsubid <> 0)
ORDER BY attname, 2
"""


def structural_contradictions(
    connection: BaseDatabaseWrapper, table: Table, live: LiveTable
) -> Iterator[Contradiction]:
    """Give what is wrong with a table's columns, keys and dependents, whatever its rows."""
    for column in table.columns:
        if column.name in live.columns:
            yield from _column(table, column, live.columns[column.name])
    yield from _primary_key(table, live)
    yield from _referenced_uniques(table, live)
    yield from _dependents(connection, table, live)


def is_convertible(column: Column, found: LiveColumn) -> bool:
    """Tell whether a column has the documented type or can get it."""
    return found.type == column.type or conversion(found.type, column.type) is not None


def _column(table: Table, column: Column, found: LiveColumn) -> Iterator[Contradiction]:
    if column.generated is not None:
        if found.type != column.type:
            yield _of_column(table, column, found.type, column.type)
        if not (found.stored and same_generated(found.default, column.generated)):
            wanted = f"generated and stored as {column.generated}"
            yield _of_column(table, column, _how_made(found), wanted)
    elif found.generated:
        yield _of_column(table, column, describe_value(found), "a plain column")
    elif not is_convertible(column, found):
        yield _of_column(table, column, found.type, column.type)


def _how_made(found: LiveColumn) -> str:
    return describe_value(found) if found.generated else "not generated"


def _primary_key(table: Table, live: LiveTable) -> Iterator[Contradiction]:
    found = next((index.columns for index in live.indexes if index.primary), None)
    if found is not None and found != ("id",):
        yield Contradiction(table.name, "", "", f"keyed by {', '.join(found)}", "keyed by id")


def _referenced_uniques(table: Table, live: LiveTable) -> Iterator[Contradiction]:
    for index in live.indexes:
        if index.unique and index.referenced and frozenset(index.columns) in table.uniques:
            columns = ", ".join(index.columns)
            yield Contradiction(
                table.name, columns, "", "referred to by a foreign key", "referred to by none"
            )


def _dependents(
    connection: BaseDatabaseWrapper, table: Table, live: LiveTable
) -> Iterator[Contradiction]:
    converted = [
        column.name
        for column in table.columns
        if column.name in live.columns and live.columns[column.name].type != column.type
    ]
    with connection.cursor() as cursor:
        cursor.execute(_DEPENDENTS, [table.name, converted])
        rows = cursor.fetchall()
    for name, dependent in rows:
        column = table.column(name)
        found = f"{live.columns[name].type} and used by {dependent}"
        yield _of_column(table, column, found, f"{column.type}, or used by nothing until it is")


def _of_column(table: Table, column: Column, found: str, wanted: str) -> Contradiction:
    return Contradiction(table.name, column.name, "", found, wanted)
