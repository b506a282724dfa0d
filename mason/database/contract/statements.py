"""SQL that makes a part of a table as documented. Names of the contract need no quotes."""

from typing import Final

from mason.database.contract.definitions import (
    NOW,
    Between,
    Check,
    Column,
    ForeignKey,
    Index,
    Table,
)

ALLOW_ALL_POLICY: Final = "Allow all"


def quoted(name: str) -> str:
    """Quote a name that the catalogue gave."""
    return '"' + name.replace('"', '""') + '"'


def alter(table: str, *actions: str) -> str:
    """Join actions into one statement."""
    return f"ALTER TABLE {table} {', '.join(actions)}"


def definition(column: Column) -> str:
    """Give a column as ADD COLUMN wants it."""
    parts = [column.name, column.type]
    if column.generated:
        parts.append(f"GENERATED ALWAYS AS {column.generated} STORED")
    if column.default:
        parts.append(f"DEFAULT {column.default}")
    if not column.nullable:
        parts.append("NOT NULL")
    return " ".join(parts)


def convert(table: Table, column: Column) -> str:
    """Change a column's type, by way of having no default."""
    actions = [
        f"ALTER COLUMN {column.name} DROP DEFAULT",
        f"ALTER COLUMN {column.name} TYPE {column.type} USING {column.name}::{column.type}",
    ]
    if column.default:
        actions.append(f"ALTER COLUMN {column.name} SET DEFAULT {column.default}")
    return alter(table.name, *actions)


def set_default(table: Table, column: Column) -> str:
    """Give a column its default, or take one away."""
    action = f"SET DEFAULT {column.default}" if column.default else "DROP DEFAULT"
    return alter(table.name, f"ALTER COLUMN {column.name} {action}")


def set_nullability(table: Table, column: Column) -> str:
    """Allow NULL in a column, or fill what is NULL with the default and forbid it."""
    if column.nullable:
        return alter(table.name, f"ALTER COLUMN {column.name} DROP NOT NULL")
    forbid = alter(table.name, f"ALTER COLUMN {column.name} SET NOT NULL")
    if column.default is None:
        return forbid
    name, default = column.name, column.default
    return f"UPDATE {table.name} SET {name} = {default} WHERE {name} IS NULL; {forbid}"  # noqa: S608 - names and defaults are the contract's


def replace_time(table: Table, column: Column, row: str) -> str:
    """Put the default into a column of one row, else NULL, else the present time."""
    time = column.default or ("NULL" if column.nullable else NOW)
    return f"UPDATE {table.name} SET {column.name} = {time} WHERE id = '{row}'"  # noqa: S608 - names of the contract and an id


def generate(table: Table, column: Column) -> str:
    """Make a generated column anew."""
    return alter(table.name, f"DROP COLUMN {column.name}", f"ADD COLUMN {definition(column)}")


def condition(column: str, check: Check) -> str:
    """Give what a CHECK says."""
    if isinstance(check, Between):
        return f"{column} BETWEEN {check.lowest} AND {check.highest}"
    return f"{column} IN ({', '.join(f"'{word}'" for word in check.words)})"


def replace_check(table: Table, column: str, check: Check, old: list[str]) -> str:
    """Put a CHECK in the place of those named `old`."""
    name = f"{table.name}_{column}_check"
    added = f"ADD CONSTRAINT {name} CHECK ({condition(column, check)})"
    return alter(table.name, *_dropped(old), added)


def replace_foreign_key(table: Table, column: str, key: ForeignKey | None, old: list[str]) -> str:
    """Put a foreign key, or none, in the place of those named `old`."""
    added = []
    if key is not None:
        added.append(
            f"ADD FOREIGN KEY ({column}) REFERENCES {key.table} (id)"
            f" ON DELETE {key.on_delete} DEFERRABLE INITIALLY DEFERRED"
        )
    return alter(table.name, *_dropped(old), *added)


def add_unique(table: Table, name: str, columns: list[str]) -> str:
    """Add a unique constraint."""
    return alter(table.name, f"ADD CONSTRAINT {name} UNIQUE ({', '.join(columns)})")


def create_index(table: Table, index: Index) -> str:
    """Create a documented index."""
    return f"CREATE INDEX {index.name} ON {table.name} ({', '.join(index.columns)})"


def create_policy(table: Table) -> str:
    """Create the policy that lets every role by."""
    return (
        f"CREATE POLICY {quoted(ALLOW_ALL_POLICY)} ON {table.name}"
        " FOR ALL TO PUBLIC USING (true) WITH CHECK (true)"
    )


def drop_policy(table: Table, name: str) -> str:
    """Drop a policy."""
    return f"DROP POLICY {quoted(name)} ON {table.name}"


def _dropped(names: list[str]) -> list[str]:
    return [f"DROP CONSTRAINT {quoted(name)}" for name in names]
