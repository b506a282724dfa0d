"""Compares a live database with the contract."""

from collections.abc import Iterator, Mapping

from django.db.backends.base.base import BaseDatabaseWrapper

from mason.database.contract.catalogue import LiveTable, read_tables
from mason.database.contract.columns import column_differences
from mason.database.contract.constraints import checks_of, constraint_differences
from mason.database.contract.definitions import Table
from mason.database.contract.guards import (
    publication_differences,
    security_differences,
    trigger_differences,
)
from mason.database.contract.report import Difference, Note
from mason.database.contract.tables import CONTRACT

TABLE_KIND = "table"
# A statement would break the software that uses the table under this name.
_STRANGER_MEND = "does it belong to other software? Rename it there first; Mason doesn't touch it"


def differences(connection: BaseDatabaseWrapper) -> list[Difference]:
    """Give everything that isn't as documented, in the contract's order of tables."""
    live = read_tables(connection)
    found = list(_strangers(live))
    for table in CONTRACT.values():
        found.extend(_table_differences(connection, table, live.get(table.name)))
    return found


def notes(connection: BaseDatabaseWrapper) -> list[Note]:
    """Give what other software added to the documented tables."""
    live = read_tables(connection)
    return [
        note
        for table in CONTRACT.values()
        if table.name in live
        for note in _additions(table, live[table.name])
    ]


def _strangers(live: Mapping[str, LiveTable]) -> Iterator[Difference]:
    for name, table in live.items():
        if name not in CONTRACT:
            found = f"that of another {table.kind}"
            yield Difference(name, "", "name", found, "unprefixed", _STRANGER_MEND)


def _table_differences(
    connection: BaseDatabaseWrapper, table: Table, live: LiveTable | None
) -> Iterator[Difference]:
    if live is None or live.kind != TABLE_KIND:
        found = "missing" if live is None else f"a {live.kind}"
        mend = "restore the table from a backup"
        yield Difference(table.name, "", TABLE_KIND, found, "a table", mend)
        return
    yield from column_differences(table, live)
    yield from constraint_differences(table, live)
    yield from security_differences(table, live)
    yield from trigger_differences(connection, table)
    yield from publication_differences(connection, table)


def _additions(table: Table, live: LiveTable) -> Iterator[Note]:
    yield from _further_columns(table, live)
    for index in live.indexes:
        if index.unique and not index.primary and frozenset(index.columns) not in table.uniques:
            columns = ", ".join(index.columns)
            yield Note(table.name, f"a unique index {index.name} on ({columns})")


def _further_columns(table: Table, live: LiveTable) -> Iterator[Note]:
    documented = {column.name: column for column in table.columns}
    for name, found in live.columns.items():
        if name not in documented:
            yield Note(table.name, f"a column {name} ({found.type})")
        elif documented[name].check is None:
            for check in checks_of(live, name):
                yield Note(table.name, f"a constraint {check.name}: {check.definition}")
