"""Compares columns: whether they are there, their types, NULL, defaults and generation."""

from collections.abc import Iterator

from mason.database.contract import statements
from mason.database.contract.catalogue import LiveColumn, LiveTable
from mason.database.contract.definitions import Column, Table
from mason.database.contract.expressions import same_default, same_generated
from mason.database.contract.report import Difference


def column_differences(table: Table, live: LiveTable) -> Iterator[Difference]:
    """Compare each documented column with the live one of its name."""
    for column in table.columns:
        found = live.columns.get(column.name)
        if found is None:
            mend = statements.alter(table.name, f"ADD COLUMN {statements.definition(column)}")
            yield Difference(table.name, column.name, "column", "missing", column.type, mend)
        else:
            yield from _type(table, column, found)
            yield from _nullability(table, column, found)
            yield from _value(table, column, found)


def _type(table: Table, column: Column, found: LiveColumn) -> Iterator[Difference]:
    if found.type != column.type:
        mend = statements.convert(table, column)
        yield Difference(table.name, column.name, "type", found.type, column.type, mend)


def _nullability(table: Table, column: Column, found: LiveColumn) -> Iterator[Difference]:
    if found.nullable != column.nullable:
        mend = statements.set_nullability(table, column)
        yield Difference(
            table.name,
            column.name,
            "nullability",
            _nullability_word(nullable=found.nullable),
            _nullability_word(nullable=column.nullable),
            mend,
        )


def _nullability_word(*, nullable: bool) -> str:
    return "NULL" if nullable else "NOT NULL"


def _value(table: Table, column: Column, found: LiveColumn) -> Iterator[Difference]:
    if column.generated is not None:
        yield from _generation(table, column, column.generated, found)
    elif found.generated or not same_default(found.default, column.default):
        mend = statements.set_default(table, column)
        yield Difference(
            table.name,
            column.name,
            "default",
            describe_value(found),
            column.default or "none",
            mend,
        )


def _generation(
    table: Table, column: Column, wanted: str, found: LiveColumn
) -> Iterator[Difference]:
    if not (found.stored and same_generated(found.default, wanted)):
        mend = statements.generate(table, column)
        yield Difference(
            table.name,
            column.name,
            "value",
            describe_value(found),
            f"generated and stored as {wanted}",
            mend,
        )


def describe_value(found: LiveColumn) -> str:
    """Say where a column's value comes from when a writer gives none."""
    if not found.generated:
        return found.default or "none"
    kind = "stored" if found.stored else "not stored"
    return f"generated and {kind} as {found.default}"
