"""Finds what keeps a database from being adopted. Only reads."""

from collections.abc import Iterator, Mapping
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

from mason.database.adoption.contradiction import Contradiction
from mason.database.adoption.rules import Rule, rules
from mason.database.adoption.structure import structural_contradictions
from mason.database.contract.catalogue import LiveTable, read_tables
from mason.database.contract.definitions import Column, Table
from mason.database.contract.tables import CONTRACT

LONGEST_VALUE: Final = 80
"""Characters of a value that are shown."""
HIDDEN: Final = "a secret that isn't shown"
_TABLE: Final = "table"


def contradictions(connection: BaseDatabaseWrapper) -> list[Contradiction]:
    """Give everything that keeps the documented tables that are there from being adopted."""
    live = read_tables(connection)
    return [
        contradiction
        for table in CONTRACT.values()
        if table.name in live
        for contradiction in _of_table(connection, table, live)
    ]


def _of_table(
    connection: BaseDatabaseWrapper, table: Table, live: Mapping[str, LiveTable]
) -> Iterator[Contradiction]:
    found = live[table.name]
    if found.kind != _TABLE:
        yield Contradiction(table.name, "", "", f"a {found.kind}", f"a {_TABLE}")
        return
    if not found.owned:
        wanted = "owned by the database role that migrates"
        yield Contradiction(table.name, "", "", f"owned by {found.owner}", wanted)
        return
    yield from structural_contradictions(connection, table, found)
    yield from _missing_columns(connection, table, found)
    for rule in rules(table, found, live):
        yield from _offenders(connection, table, found, rule)


def _missing_columns(
    connection: BaseDatabaseWrapper, table: Table, live: LiveTable
) -> Iterator[Contradiction]:
    missing = [
        column
        for column in table.columns
        if column.name not in live.columns and not column.nullable and column.default is None
    ]
    if missing and _has_rows(connection, table.name):
        for column in missing:
            wanted = "there, for the rows need a value"
            yield Contradiction(table.name, column.name, "", "missing", wanted)


def _has_rows(connection: BaseDatabaseWrapper, table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")  # noqa: S608 - a name of the contract
        return bool(cursor.fetchone()[0])


def _offenders(
    connection: BaseDatabaseWrapper, table: Table, live: LiveTable, rule: Rule
) -> Iterator[Contradiction]:
    names = ", ".join(column.name for column in rule.columns)
    row = "id::text" if "id" in live.columns else "'without an id'"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {row}, {_shown(rule)} FROM {rule.source}"  # noqa: S608 - names of the contract
            f" WHERE {rule.condition} ORDER BY 2, 1"
        )
        rows = cursor.fetchall()
    for identifier, value in rows:
        yield Contradiction(table.name, names, identifier or "NULL", value, rule.wanted)


def _shown(rule: Rule) -> str:
    return f"concat_ws(', ', {', '.join(_value(column) for column in rule.columns)})"


def _value(column: Column) -> str:
    hidden = HIDDEN.replace("'", "''")
    cut = f"quote_literal(left({column.name}::text, {LONGEST_VALUE}))"
    shown = f"'{hidden}'" if column.secret else cut
    return f"CASE WHEN {column.name} IS NULL THEN 'NULL' ELSE {shown} END"
