"""A writer with rights on the documented tables and on nothing else."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from mason.tables import TABLES

type Connection = psycopg.Connection[tuple[Any, ...]]

JSON_COLUMNS = {"benefits", "metadata", "item_results"}


def grant_tables(connection: Connection, role: str) -> None:
    """Give a role the rights to read and write the 13 tables."""
    connection.execute(
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {}").format(
            sql.SQL(", ").join(map(sql.Identifier, TABLES)), sql.Identifier(role)
        )
    )


def become(connection: Connection, role: str) -> None:
    """Go on as this role, as if it had logged in."""
    connection.execute(sql.SQL("SET SESSION AUTHORIZATION {}").format(sql.Identifier(role)))


@contextmanager
def as_owner(connection: Connection, role: str) -> Iterator[None]:
    """Go on as the tables' owner for a while."""
    connection.execute("RESET SESSION AUTHORIZATION")
    yield
    become(connection, role)


def insert(connection: Connection, table: str, row: Mapping[str, Any]) -> Any:
    """Insert a row with these columns and no others; gives its id."""
    columns = sql.SQL(", ").join(map(sql.Identifier, row))
    values = [Jsonb(value) if name in JSON_COLUMNS else value for name, value in row.items()]
    statement = (
        sql.SQL("INSERT INTO public.{} ({}) VALUES ({}) RETURNING id").format(
            sql.Identifier(table), columns, sql.SQL(", ").join(sql.Placeholder() * len(row))
        )
        if row
        else sql.SQL("INSERT INTO public.{} DEFAULT VALUES RETURNING id").format(
            sql.Identifier(table)
        )
    )
    return one(connection, statement, values)[0]


def one(connection: Connection, statement: Any, params: Any = None) -> tuple[Any, ...]:
    """Execute, and give the only row."""
    rows = connection.execute(statement, params).fetchall()
    assert len(rows) == 1
    return rows[0]


def new_item(connection: Connection, **columns: Any) -> Any:
    """Insert a backlog item; gives its id."""
    row = {"title": "Title", "problem": "Problem", "solution": "Solution"} | columns
    return insert(connection, TABLES.pm_backlog_items, row)
