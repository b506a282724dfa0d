"""A writer who knows only the documented columns, and has rights on nothing else, can use them."""

from typing import Any

import psycopg
import pytest
from psycopg import sql

from mason.database.contract import CONTRACT
from mason.tables import TABLES
from tests.plain_roles import Connection, as_owner, insert, new_item, one
from tests.written_rows import ALL, ITEM, LEAST, Row

DJANGO_COLUMNS = {"password", "last_login", "is_staff", "is_superuser"}
ORDER = list(ALL)


def _write_before(writer: Connection, table: str) -> None:
    for earlier in ORDER[: ORDER.index(table)]:
        insert(writer, earlier, ALL[earlier])


def _read(writer: Connection, table: str, identifier: Any, columns: Row) -> Row:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    query = sql.SQL("SELECT {} FROM {} WHERE id = %s").format(names, sql.Identifier(table))
    return dict(zip(columns, one(writer, query, [identifier]), strict=True))


@pytest.mark.parametrize("table", ORDER)
def test_least_row_is_taken(writer: Connection, table: str) -> None:
    writer.execute("SET CONSTRAINTS ALL DEFERRED")
    identifier = insert(writer, table, LEAST[table])
    assert _read(writer, table, identifier, LEAST[table] | {"id": None}) == LEAST[table] | {
        "id": identifier
    }


@pytest.mark.parametrize("table", ORDER)
def test_row_with_every_column_is_taken_as_it_is(writer: Connection, table: str) -> None:
    writer.execute("SET CONSTRAINTS ALL DEFERRED")
    identifier = insert(writer, table, ALL[table])
    assert _read(writer, table, identifier, ALL[table]) == ALL[table]


def test_all_tables_can_be_filled_together(writer: Connection) -> None:
    for table, row in ALL.items():
        insert(writer, table, row)
    writer.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert one(
        writer, "SELECT priority_score FROM mason_pm_backlog_items WHERE id = %s", [ITEM]
    ) == (19,)


@pytest.mark.parametrize("table", CONTRACT)
def test_rows_here_have_every_documented_column(table: str) -> None:
    writable = {column.name for column in CONTRACT[table].columns if column.generated is None}
    assert set(ALL[table]) == writable - DJANGO_COLUMNS


@pytest.mark.parametrize("table", CONTRACT)
def test_least_rows_here_have_no_column_too_many(table: str) -> None:
    assert set(LEAST[table]) == {
        column.name
        for column in CONTRACT[table].columns
        if not column.nullable and column.default is None
    }


@pytest.mark.parametrize("table", TABLES)
def test_plain_role_sees_every_row(writer: Connection, plain_role: str, table: str) -> None:
    count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
    with as_owner(writer, plain_role):
        writer.execute("SET CONSTRAINTS ALL DEFERRED")
        insert(writer, table, LEAST[table])
        there = one(writer, count)
    assert one(writer, count) == there
    assert there > (0,)


def test_plain_role_has_no_rights_on_other_tables(writer: Connection) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        writer.execute("SELECT FROM backlog_statuschange")


def _user_with_rows_of_ours(writer: Connection, role: str) -> Any:
    user = insert(writer, TABLES.users, {"github_id": "gone", "github_username": "gone"})
    with as_owner(writer, role):
        writer.execute(
            "INSERT INTO accounts_user_groups (user_id, group_id)"
            " SELECT %s, min(id) FROM auth_group",
            [user],
        )
        writer.execute(
            "INSERT INTO accounts_user_permissions (user_id, permission_id)"
            " SELECT %s, min(id) FROM auth_permission",
            [user],
        )
        writer.execute(
            "INSERT INTO django_admin_log (action_time, object_repr, action_flag,"
            " change_message, user_id) VALUES (now(), '', 1, '', %s)",
            [user],
        )
    return user


def test_user_can_be_deleted_with_keys_repositories_and_rows_of_ours(
    writer: Connection, plain_role: str
) -> None:
    user = _user_with_rows_of_ours(writer, plain_role)
    insert(writer, TABLES.api_keys, LEAST[TABLES.api_keys] | {"user_id": user})
    insert(
        writer, TABLES.github_repositories, LEAST[TABLES.github_repositories] | {"user_id": user}
    )
    writer.execute("DELETE FROM mason_users WHERE id = %s", [user])
    writer.execute("SET CONSTRAINTS ALL IMMEDIATE")
    left = "SELECT count(*) FROM mason_api_keys NATURAL FULL JOIN mason_github_repositories"
    assert one(writer, f"{left} WHERE user_id = %s", [user]) == (0,)


def test_repository_can_be_deleted_with_its_fingerprints(
    writer: Connection, plain_role: str
) -> None:
    for table in ORDER[: ORDER.index(TABLES.pm_analysis_runs)]:
        insert(writer, table, ALL[table])
    repository = ALL[TABLES.github_repositories]["id"]
    with as_owner(writer, plain_role):
        writer.execute(
            "INSERT INTO backlog_fingerprint (repository_id, value) VALUES (%s, 'one')",
            [repository],
        )
    writer.execute("DELETE FROM mason_github_repositories WHERE id = %s", [repository])
    writer.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert one(writer, "SELECT count(*) FROM mason_github_repositories") == (0,)


def test_item_can_be_deleted_with_its_history(writer: Connection, plain_role: str) -> None:
    item = new_item(writer)
    writer.execute("UPDATE mason_pm_backlog_items SET status = 'approved' WHERE id = %s", [item])
    writer.execute("DELETE FROM mason_pm_backlog_items WHERE id = %s", [item])
    writer.execute("SET CONSTRAINTS ALL IMMEDIATE")
    history = "SELECT count(*) FROM backlog_statuschange WHERE item_id = %s"
    with as_owner(writer, plain_role):
        assert one(writer, history, [item]) == (0,)


def test_user_with_items_can_not_be_deleted(writer: Connection) -> None:
    user = insert(writer, TABLES.users, LEAST[TABLES.users])
    new_item(writer, user_id=user)
    writer.execute("DELETE FROM mason_users WHERE id = %s", [user])
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        writer.execute("SET CONSTRAINTS ALL IMMEDIATE")
