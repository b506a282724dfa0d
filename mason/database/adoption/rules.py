"""The rules that rows must obey for their table to be adopted, as SQL that finds offenders."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mason.database.adoption.conversions import conversion
from mason.database.adoption.structure import is_convertible
from mason.database.contract.catalogue import LiveTable
from mason.database.contract.definitions import (
    TIMESTAMP,
    Between,
    Check,
    Column,
    Table,
)
from mason.database.contract.times import READABLE_TIME, unreadable_time


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition that offending rows meet; `source` is what they are selected from."""

    columns: tuple[Column, ...]
    condition: str
    wanted: str
    source: str


def rules(table: Table, live: LiveTable, all_live: Mapping[str, LiveTable]) -> Iterator[Rule]:
    """Give the rules for the documented columns that the table has, in usable types."""
    usable = {
        column.name: column
        for column in table.columns
        if column.name in live.columns and is_convertible(column, live.columns[column.name])
    }
    for column in usable.values():
        yield from _column_rules(table, column, live, all_live)
    for unique in (*table.uniques, frozenset({"id"})):
        if unique <= usable.keys():
            yield _unique(table, [usable[name] for name in usable if name in unique])


def _column_rules(
    table: Table, column: Column, live: LiveTable, all_live: Mapping[str, LiveTable]
) -> Iterator[Rule]:
    name = column.name
    if not column.nullable and column.default is None:
        yield Rule((column,), f"{name} IS NULL", "a value", table.name)
    if column.check is not None:
        yield Rule((column,), _outside(name, column.check), str(column.check), table.name)
    if column.type == TIMESTAMP:
        yield Rule((column,), unreadable_time(name), READABLE_TIME, table.name)
    found = live.columns[name].type
    change = conversion(found, column.type)
    if found != column.type and change is not None:
        misfit = change.misfit.format(column=name)
        yield Rule((column,), misfit, f"a value that fits {column.type}", table.name)
    if column.references is not None:
        yield _orphans(table, column, column.references.table, all_live)


def _outside(name: str, check: Check) -> str:
    if isinstance(check, Between):
        return f"{name} NOT BETWEEN {check.lowest} AND {check.highest}"
    words = ", ".join(f"'{word}'" for word in check.words)
    return f"{name}::text NOT IN ({words})"


def _orphans(table: Table, column: Column, target: str, live: Mapping[str, LiveTable]) -> Rule:
    condition = f"{column.name} IS NOT NULL"
    if target in live and "id" in live[target].columns:
        # As text, so that a target whose id has a wrong type, reported itself, can be compared.
        condition += (
            f" AND NOT EXISTS (SELECT FROM {target}"
            f" WHERE {target}.id::text = {table.name}.{column.name}::text)"
        )
    return Rule((column,), condition, f"the id of a row of {target}", table.name)


def _unique(table: Table, columns: list[Column]) -> Rule:
    values = ", ".join(f"{column.name}::{column.type}" for column in columns)
    given = " AND ".join(f"{column.name} IS NOT NULL" for column in columns)
    source = (
        f"(SELECT *, count(*) OVER (PARTITION BY {values}) AS same FROM {table.name}"  # noqa: S608 - names of the contract
        f" WHERE {given}) AS counted"
    )
    return Rule(tuple(columns), "same > 1", "that of one row only", source)
