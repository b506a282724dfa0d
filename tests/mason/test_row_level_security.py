"""Row level security is in force for a plain role, and its policy lets everything by."""

import psycopg
import pytest
from psycopg import sql

from mason.tables import TABLES
from tests.plain_roles import Connection, as_owner, insert, one
from tests.written_rows import ALL, LEAST


@pytest.fixture
def filled(writer: Connection) -> Connection:
    """The plain role, with a row of its own in every table."""
    for table, row in ALL.items():
        insert(writer, table, row)
    return writer


def _drop_policy(connection: Connection, role: str, table: str) -> None:
    with as_owner(connection, role):
        connection.execute(sql.SQL('DROP POLICY "Allow all" ON {}').format(sql.Identifier(table)))


def _count(table: str) -> sql.Composed:
    return sql.SQL("SELECT count(*) FROM {} WHERE id = %s").format(sql.Identifier(table))


@pytest.mark.parametrize("table", TABLES)
def test_policy_lets_a_plain_role_see_rows(filled: Connection, table: str) -> None:
    assert one(filled, _count(table), [ALL[table]["id"]]) == (1,)


@pytest.mark.parametrize("table", TABLES)
def test_without_the_policy_a_plain_role_sees_nothing(
    filled: Connection, plain_role: str, table: str
) -> None:
    _drop_policy(filled, plain_role, table)
    assert one(filled, _count(table), [ALL[table]["id"]]) == (0,)


@pytest.mark.parametrize("table", TABLES)
def test_without_the_policy_a_plain_role_writes_nothing(
    writer: Connection, plain_role: str, table: str
) -> None:
    _drop_policy(writer, plain_role, table)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        insert(writer, table, LEAST[table])


@pytest.mark.parametrize("table", TABLES)
def test_rows_can_be_changed_and_deleted(filled: Connection, table: str) -> None:
    filled.execute("SET CONSTRAINTS ALL DEFERRED")
    name, identifier = sql.Identifier(table), [ALL[table]["id"]]
    update = sql.SQL("UPDATE {} SET id = id WHERE id = %s").format(name)
    delete = sql.SQL("DELETE FROM {} WHERE id = %s").format(name)
    assert filled.execute(update, identifier).rowcount == 1
    assert filled.execute(delete, identifier).rowcount == 1
