"""Statements of our own that run often: PostgreSQL plans them once for each connection.

Django's cursors put the parameters into the text, so that PostgreSQL plans each anew; planning
takes longer than finding a row. DATABASE_PREPARED_STATEMENTS=false has it planned each time.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import psycopg
from django.db import InterfaceError, OperationalError, connection
from django.db.backends.utils import CursorWrapper

type Row = tuple[Any, ...]
type Parameters = Sequence[Any] | Mapping[str, Any]


def fetch(sql: str, parameters: Parameters) -> list[Row]:
    """Run a statement on Django's connection and in its transaction; give its rows.

    Raises Django's database errors.
    """
    with _cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[Row] = cursor.fetchall()
        return rows


def change(sql: str, parameters: Parameters) -> int:
    """Run a statement that gives no rows; give how many it changed."""
    with _cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def _cursor() -> CursorWrapper:
    connection.ensure_connection()
    bare: Any = psycopg.Cursor(cast("psycopg.Connection[Row]", connection.connection))
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return wrap(bare)


def read(sql: str, parameters: Parameters) -> list[Row]:
    """Run a statement that changes nothing, once more if the connection broke since the last one.

    So a request needs no look at the connection of its own. Raises Django's database errors.
    """
    try:
        rows = fetch(sql, parameters)
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block or connection.is_usable():
            raise
        connection.close()
        rows = fetch(sql, parameters)
    connection.health_check_done = True  # type: ignore[attr-defined]  # the stubs lack it
    return rows
