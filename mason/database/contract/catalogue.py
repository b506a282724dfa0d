"""What PostgreSQL's catalogue says of the tables that begin with `mason_`.

Only tables that an unqualified name means are read: those of the first schema in the search path
that has one of the name. Columns of the catalogue: https://www.postgresql.org/docs/current/catalogs.html
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper

from mason.database.contract.definitions import OnDelete

RELATION_KINDS: Final[Mapping[str, str]] = {
    "r": "table",
    "p": "partitioned table",
    "v": "view",
    "m": "materialized view",
    "f": "foreign table",
}
_DELETE_ACTIONS: Final[Mapping[str, OnDelete]] = {
    "a": "NO ACTION",
    "r": "RESTRICT",
    "c": "CASCADE",
    "n": "SET NULL",
    "d": "SET DEFAULT",
}


@dataclass(frozen=True, slots=True)
class LiveColumn:
    """A column; `default` holds a generated column's expression too, `stored` tells it is one."""

    name: str
    type: str
    nullable: bool
    default: str | None
    generated: bool
    stored: bool


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """A CHECK constraint, with the columns it reads."""

    name: str
    columns: frozenset[str]
    definition: str


@dataclass(frozen=True, slots=True)
class LiveForeignKey:
    """A foreign key; `validated` says that existing rows are known to obey it."""

    name: str
    columns: tuple[str, ...]
    table: str
    target_columns: tuple[str, ...]
    on_delete: OnDelete
    validated: bool


@dataclass(frozen=True, slots=True)
class LiveIndex:
    """An index.

    `plain` means: valid, of columns alone, over all rows, and, if `unique`, refusing a second row
    at once while letting any number of NULLs by. `constraint` says that a constraint stands on it,
    `referenced` that a foreign key does.
    """

    name: str
    columns: tuple[str, ...]
    plain: bool
    unique: bool
    primary: bool
    constraint: bool
    referenced: bool


@dataclass(frozen=True, slots=True)
class LivePolicy:
    """A policy of row level security; `allows_all` to every role, for every command and row."""

    name: str
    permissive: bool
    allows_all: bool


@dataclass(frozen=True, slots=True)
class LiveTable:
    """A relation and all that is read of it; other kinds than tables may lack most of it.

    `owned` says that the connection's role has the rights of the `owner`.
    """

    name: str
    kind: str
    owner: str
    owned: bool
    row_security: bool
    columns: Mapping[str, LiveColumn]
    checks: Sequence[LiveCheck]
    foreign_keys: Sequence[LiveForeignKey]
    indexes: Sequence[LiveIndex]
    policies: Sequence[LivePolicy]


_TABLES: Final = """
SELECT oid, relname, relkind, pg_get_userbyid(relowner), pg_has_role(relowner, 'USAGE'),
    relrowsecurity
FROM pg_class
WHERE starts_with(relname, 'mason_') AND relkind IN ('r', 'p', 'v', 'm', 'f')
    AND pg_table_is_visible(oid)
ORDER BY relname
"""
_COLUMNS: Final = """
SELECT attrelid, attname, format_type(atttypid, atttypmod), NOT attnotnull,
    pg_get_expr(adbin, adrelid), attgenerated <> '', attgenerated = 's'
FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE attrelid = ANY(%s) AND attnum > 0 AND NOT attisdropped
ORDER BY attrelid, attnum
"""
_CHECKS: Final = """
SELECT conrelid, conname, ARRAY(
        SELECT attname::text FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY(conkey)),
    pg_get_constraintdef(oid)
FROM pg_constraint WHERE conrelid = ANY(%s) AND contype = 'c'
ORDER BY conrelid, conname
"""
_FOREIGN_KEYS: Final = """
SELECT conrelid, conname, ARRAY(
        SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS key (number, position)
        JOIN pg_attribute ON attrelid = conrelid AND attnum = number ORDER BY position),
    target.relname, ARRAY(
        SELECT attname::text FROM unnest(confkey) WITH ORDINALITY AS key (number, position)
        JOIN pg_attribute ON attrelid = confrelid AND attnum = number ORDER BY position),
    confdeltype, convalidated
FROM pg_constraint JOIN pg_class AS target ON target.oid = confrelid
WHERE conrelid = ANY(%s) AND contype = 'f'
ORDER BY conrelid, conname
"""
_INDEXES: Final = """
SELECT indrelid, relname, ARRAY(
        SELECT COALESCE(attname::text, '(expression)')
        FROM unnest(indkey) WITH ORDINALITY AS key (number, position)
        LEFT JOIN pg_attribute ON attrelid = indrelid AND attnum = number
        WHERE position <= indnkeyatts ORDER BY position),
    indisvalid AND indpred IS NULL AND indexprs IS NULL
        AND indimmediate AND NOT indnullsnotdistinct,
    indisunique,
    indisprimary,
    EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x')),
    EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype = 'f')
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE indrelid = ANY(%s)
ORDER BY indrelid, relname
"""
_POLICIES: Final = """
SELECT polrelid, polname, polpermissive, polpermissive AND polcmd = '*' AND polroles = '{0}'
    AND pg_get_expr(polqual, polrelid) = 'true'
    AND COALESCE(pg_get_expr(polwithcheck, polrelid), 'true') = 'true'
FROM pg_policy WHERE polrelid = ANY(%s)
ORDER BY polrelid, polname
"""
_PARTS: Final = (_COLUMNS, _CHECKS, _FOREIGN_KEYS, _INDEXES, _POLICIES)


def read_tables(connection: BaseDatabaseWrapper) -> dict[str, LiveTable]:
    """Read every table whose name begins with `mason_`, by name."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        tables = cursor.fetchall()
    oids = [oid for oid, *_ in tables]
    parts = [_by_table(connection, query, oids) for query in _PARTS]
    return {row[0]: _table(row, *(part[oid] for part in parts)) for oid, *row in tables}


def publishes(connection: BaseDatabaseWrapper, publication: str, table: str) -> bool | None:
    """Tell whether a publication carries a table; None if there is no such publication."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_publication_tables"
            " JOIN pg_namespace ON nspname = schemaname"
            " JOIN pg_class ON relnamespace = pg_namespace.oid AND relname = tablename"
            " WHERE pubname = %s AND pg_class.oid = to_regclass(quote_ident(%s)))"
            " FROM pg_publication WHERE pubname = %s",
            [publication, table, publication],
        )
        row = cursor.fetchone()
    return None if row is None else bool(row[0])


def _table(
    row: Sequence[Any],
    columns: Sequence[Sequence[Any]],
    checks: Sequence[Sequence[Any]],
    foreign_keys: Sequence[Sequence[Any]],
    indexes: Sequence[Sequence[Any]],
    policies: Sequence[Sequence[Any]],
) -> LiveTable:
    name, kind, owner, owned, row_security = row
    return LiveTable(
        name=name,
        kind=RELATION_KINDS[kind],
        owner=owner,
        owned=owned,
        row_security=row_security,
        columns={column[0]: LiveColumn(*column) for column in columns},
        checks=[LiveCheck(check[0], frozenset(check[1]), check[2]) for check in checks],
        foreign_keys=[_foreign_key(key) for key in foreign_keys],
        indexes=[LiveIndex(index[0], tuple(index[1]), *index[2:]) for index in indexes],
        policies=[LivePolicy(*policy) for policy in policies],
    )


def _foreign_key(row: Sequence[Any]) -> LiveForeignKey:
    name, columns, table, target_columns, action, validated = row
    return LiveForeignKey(
        name, tuple(columns), table, tuple(target_columns), _DELETE_ACTIONS[action], validated
    )


def _by_table(
    connection: BaseDatabaseWrapper, query: str, oids: list[int]
) -> defaultdict[int, list[Sequence[Any]]]:
    found = defaultdict[int, list[Sequence[Any]]](list)
    with connection.cursor() as cursor:
        cursor.execute(query, [oids])
        for oid, *row in cursor.fetchall():
            found[oid].append(row)
    return found
