"""Statements of our own that run often: PostgreSQL plans them once for each connection.

Django's cursors put the parameters into the text, so that each statement is planned anew. These
run on Django's connection and in its transaction, but aren't among its logged queries.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import psycopg
from django.db import connection

type Row = tuple[Any, ...]


def fetch(sql: str, parameters: Sequence[Any] | Mapping[str, Any]) -> list[Row]:
    """Run a statement, prepared from its sixth time on, and give its rows.

    Raises Django's database errors.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    driver = cast("psycopg.Connection[Row]", connection.connection)
    with connection.wrap_database_errors, psycopg.Cursor(driver) as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
