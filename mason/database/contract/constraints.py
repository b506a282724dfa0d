"""Compares checks, foreign keys, primary keys, uniques and the indexes documented by name."""

from collections.abc import Iterator

from mason.database.contract import statements
from mason.database.contract.catalogue import LiveCheck, LiveForeignKey, LiveTable
from mason.database.contract.definitions import Column, ForeignKey, Index, Table
from mason.database.contract.expressions import read_check, same_check
from mason.database.contract.report import Difference


def constraint_differences(table: Table, live: LiveTable) -> Iterator[Difference]:
    """Compare everything that constrains rows; columns that are missing are left out."""
    for column in table.columns:
        if column.name in live.columns:
            yield from _checks(table, column, live)
            yield from _foreign_keys(table, column, live)
    yield from _primary_key(table, live)
    for unique in table.uniques:
        yield from _unique(table, unique, live)
    for index in table.indexes:
        yield from _index(table, index, live)


def checks_of(live: LiveTable, column: str) -> list[LiveCheck]:
    """Give the CHECKs that read this column and no other."""
    return [check for check in live.checks if check.columns == {column}]


def foreign_keys_of(live: LiveTable, column: str) -> list[LiveForeignKey]:
    """Give the foreign keys of this column alone."""
    return [key for key in live.foreign_keys if key.columns == (column,)]


def has_unique(live: LiveTable, columns: frozenset[str]) -> bool:
    """Tell whether something refuses a second row with the same values in these columns."""
    return any(
        index.unique and index.plain and frozenset(index.columns) == columns
        for index in live.indexes
    )


def _checks(table: Table, column: Column, live: LiveTable) -> Iterator[Difference]:
    found = checks_of(live, column.name)
    wanted = column.check
    if wanted is None:
        return
    readings = [read_check(check.definition, column.name) for check in found]
    if readings and all(reading and same_check(reading, wanted) for reading in readings):
        return
    mend = statements.replace_check(table, column.name, wanted, [check.name for check in found])
    shown = " and ".join(
        str(reading) if reading else check.definition
        for check, reading in zip(found, readings, strict=True)
    )
    yield Difference(table.name, column.name, "check", shown or "missing", str(wanted), mend)


def _foreign_keys(table: Table, column: Column, live: LiveTable) -> Iterator[Difference]:
    found = foreign_keys_of(live, column.name)
    wanted = column.references
    if [_as_documented(key) for key in found] == ([wanted] if wanted else []):
        return
    names = [key.name for key in found]
    mend = statements.replace_foreign_key(table, column.name, wanted, names)
    shown = " and ".join(_describe(key) for key in found) or "missing"
    yield Difference(
        table.name, column.name, "foreign key", shown, str(wanted) if wanted else "none", mend
    )


def _as_documented(key: LiveForeignKey) -> ForeignKey | None:
    if not key.validated or key.target_columns != ("id",):
        return None
    return ForeignKey(key.table, key.on_delete)


def _describe(key: LiveForeignKey) -> str:
    validity = "" if key.validated else ", not validated"
    target = f"{key.table}.{', '.join(key.target_columns)}"
    return f"a foreign key to {target} with ON DELETE {key.on_delete}{validity}"


def _primary_key(table: Table, live: LiveTable) -> Iterator[Difference]:
    found = next((index.columns for index in live.indexes if index.primary), ())
    if found != ("id",):
        mend = statements.alter(table.name, "ADD PRIMARY KEY (id)")
        shown = ", ".join(found) or "missing"
        yield Difference(table.name, "", "primary key", shown, "id", mend)


def _unique(table: Table, unique: frozenset[str], live: LiveTable) -> Iterator[Difference]:
    if has_unique(live, unique):
        return
    ordered = [column.name for column in table.columns if column.name in unique]
    name = _name_for_unique(table, ordered, live)
    mend = statements.add_unique(table, name, ordered)
    yield Difference(table.name, "", f"unique ({', '.join(ordered)})", "missing", "there", mend)


def _name_for_unique(table: Table, columns: list[str], live: LiveTable) -> str:
    """Give the documented name of an index that the constraint can be, else PostgreSQL's habit."""
    taken = {index.name for index in live.indexes}
    free = (index.name for index in table.indexes if index.columns == tuple(columns))
    habit = f"{table.name}_{'_'.join(columns)}_key"
    return next((name for name in free if name not in taken), habit)


def _index(table: Table, index: Index, live: LiveTable) -> Iterator[Difference]:
    found = next((one for one in live.indexes if one.name == index.name), None)
    if found is None:
        if frozenset(index.columns) in table.uniques and not has_unique(
            live, frozenset(index.columns)
        ):
            return  # what mends the unique makes this index
        yield _index_difference(table, index, "missing", statements.create_index(table, index))
    elif not found.plain or found.columns != index.columns:
        shown = f"partial, invalid or on other columns ({', '.join(found.columns)})"
        name = statements.quoted(index.name)
        drop = (
            statements.alter(table.name, f"DROP CONSTRAINT {name}")
            if found.constraint
            else f"DROP INDEX {name}"
        )
        mend = f"{drop}; {statements.create_index(table, index)}"
        yield _index_difference(table, index, shown, mend)


def _index_difference(table: Table, index: Index, found: str, mend: str) -> Difference:
    wanted = f"on ({', '.join(index.columns)})"
    return Difference(table.name, "", f"index {index.name}", found, wanted, mend)
