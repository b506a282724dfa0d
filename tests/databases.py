"""Databases of a test's own on the session's server, and what stands in them."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from mason.tables import TABLES

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests" / "data"
DOCUMENTED_TABLES = (DATA / "documented_tables.sql").read_text()
DOCUMENTED_ROWS = (DATA / "documented_rows.sql").read_text()


def connect(database: str, **changes: Any) -> psycopg.Connection[tuple[Any, ...]]:
    """Open a connection past Django to a database of the session's server."""
    params = connections["default"].get_connection_params() | {"dbname": database} | changes
    known = {
        key: params[key]
        for key in ("dbname", "user", "password", "host", "port", "options")
        if key in params
    }
    return psycopg.connect(**known, autocommit=True)


@contextmanager
def own_database(name: str, template: str = "template0") -> Iterator[str]:
    """Make a database, a copy of `template`, and drop it in the end."""
    with connect("postgres") as server:
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
    try:
        yield name
    finally:
        with connect("postgres") as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def django_connection(database: str, alias: str) -> Iterator[BaseDatabaseWrapper]:
    """Let Django know a database under an alias."""
    connections.settings[alias] = connections["default"].settings_dict | {"NAME": database}
    try:
        yield connections[alias]
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.settings[alias]


def manage(
    connection: BaseDatabaseWrapper, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run manage.py in a process of its own, on the database of this connection."""
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    database = {"DATABASE_URL": f"{server}/{connection.settings_dict['NAME']}"}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=os.environ
        | {"ENCRYPTION_KEYS": ",".join(settings.ENCRYPTION_KEYS)}
        | database
        | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def rows_of(connection: BaseDatabaseWrapper, query: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, params or None)
        return list(cursor.fetchall())


def execute(connection: BaseDatabaseWrapper, statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements)


def documented_rows(connection: BaseDatabaseWrapper) -> dict[str, dict[str, dict[str, Any]]]:
    """Give the rows of the documented tables that are there, by table and id."""
    return {
        table: _rows_by_id(connection, table) for table in TABLES if _is_there(connection, table)
    }


def _is_there(connection: BaseDatabaseWrapper, table: str) -> bool:
    return rows_of(connection, "SELECT to_regclass(%s) IS NOT NULL", table) == [(True,)]


def _rows_by_id(connection: BaseDatabaseWrapper, table: str) -> dict[str, dict[str, Any]]:
    lines = rows_of(connection, f"SELECT to_jsonb(t)::text FROM {table} AS t")
    rows = [json.loads(line) for (line,) in lines]
    return {row["id"]: row for row in rows}


SCHEMA_QUERIES = (
    """SELECT 'column', attrelid::regclass::text, attname, format_type(atttypid, atttypmod),
        attnotnull::text, attgenerated::text, pg_get_expr(adbin, adrelid)
    FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE attrelid = ANY(%s) AND attnum > 0 AND NOT attisdropped""",
    """SELECT 'constraint', conrelid::regclass::text, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE conrelid = ANY(%s) AND contype <> 'n'""",
    """SELECT 'index', indrelid::regclass::text, pg_get_indexdef(indexrelid)
    FROM pg_index WHERE indrelid = ANY(%s)""",
    """SELECT 'trigger', tgrelid::regclass::text, pg_get_triggerdef(oid), tgenabled::text
    FROM pg_trigger WHERE tgrelid = ANY(%s) AND NOT tgisinternal""",
    """SELECT 'policy', polrelid::regclass::text, polname::text, polcmd::text, polroles::text,
        pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)
    FROM pg_policy WHERE polrelid = ANY(%s)""",
    """SELECT 'table', relname::text, relkind::text, relrowsecurity::text
    FROM pg_class WHERE oid = ANY(%s)""",
)


def schema_of(connection: BaseDatabaseWrapper, prefix: str = "") -> list[str]:
    """Give a line for each part of each table; names of unique constraints' indexes left out."""
    tables = rows_of(
        connection,
        "SELECT oid::int FROM pg_class WHERE relkind IN ('r', 'v') AND starts_with(relname, %s)"
        " AND relnamespace = 'public'::regnamespace",
        prefix,
    )
    oids = [oid for (oid,) in tables]
    lines = [
        " | ".join(str(part) for part in row)
        for query in SCHEMA_QUERIES
        for row in rows_of(connection, query, oids)
    ]
    return sorted(re.sub(r"UNIQUE INDEX \S+", "UNIQUE INDEX", line) for line in lines)


def everything_in(connection: BaseDatabaseWrapper) -> list[str]:
    """Give the whole schema and every row of a database, to tell whether anything changed."""
    tables = rows_of(
        connection,
        "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = 'public'::regnamespace",
    )
    rows = [
        f"row | {table} | {row}"
        for (table,) in tables
        for (row,) in rows_of(connection, f"SELECT t::text FROM {table} AS t")
    ]
    names = rows_of(
        connection, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    )
    return [*schema_of(connection), *sorted(rows), *sorted(name for (name,) in names)]
