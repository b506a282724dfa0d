"""What the database does by itself for a writer that has rights on the 13 tables alone."""

from itertools import product
from typing import Any

import psycopg
import pytest

from mason.tables import TABLES
from tests.plain_roles import Connection, as_owner, insert, new_item, one
from tests.written_rows import ALL, LEAST

STATUSES = ["new", "approved", "in_progress", "completed", "deferred", "rejected"]
ALLOWED = {
    ("new", "approved"),
    ("new", "deferred"),
    ("new", "rejected"),
    ("approved", "in_progress"),
    ("approved", "new"),
    ("approved", "deferred"),
    ("approved", "rejected"),
    ("in_progress", "completed"),
    ("in_progress", "approved"),
    ("in_progress", "deferred"),
    ("deferred", "new"),
    ("deferred", "approved"),
    ("deferred", "rejected"),
    ("rejected", "new"),
    ("completed", "new"),
}
UNCHANGED = {(status, status) for status in STATUSES}
REFUSED = set(product(STATUSES, STATUSES)) - ALLOWED - UNCHANGED
TOUCHED = [
    TABLES.users,
    TABLES.github_repositories,
    TABLES.pm_backlog_items,
    TABLES.execution_progress,
    TABLES.ai_provider_keys,
]


def move(writer: Connection, item: Any, status: str) -> None:
    writer.execute(
        "UPDATE public.mason_pm_backlog_items SET status = %s WHERE id = %s", [status, item]
    )


def history(writer: Connection, role: str, item: Any) -> list[tuple[Any, ...]]:
    with as_owner(writer, role):
        return writer.execute(
            "SELECT from_status, to_status, user_id, api_key_id, channel, reason, database_role"
            " FROM public.backlog_statuschange WHERE item_id = %s ORDER BY id",
            [item],
        ).fetchall()


@pytest.mark.parametrize(("current", "target"), sorted(ALLOWED))
def test_allowed_move_is_recorded(
    writer: Connection, plain_role: str, current: str, target: str
) -> None:
    item = new_item(writer, status=current)
    move(writer, item, target)
    assert history(writer, plain_role, item) == [
        (current, target, None, None, "sql", "", plain_role)
    ]


@pytest.mark.parametrize(("current", "target"), sorted(REFUSED))
def test_other_moves_are_refused(writer: Connection, current: str, target: str) -> None:
    item = new_item(writer, status=current)
    with pytest.raises(psycopg.errors.CheckViolation) as refusal:
        move(writer, item, target)
    ways = [status for status in STATUSES if (current, status) in ALLOWED]
    message, _, named = str(refusal.value.diag.message_primary).partition("; it may become ")
    assert message == f"item {item} is {current} and can't become {target}"
    assert sorted(named.split(", ")) == sorted(ways)


@pytest.mark.parametrize("status", STATUSES)
def test_status_that_stays_is_no_move(writer: Connection, plain_role: str, status: str) -> None:
    item = new_item(writer, status=status)
    move(writer, item, status)
    assert history(writer, plain_role, item) == []


def test_history_says_who_why_and_through_what(writer: Connection, plain_role: str) -> None:
    item = new_item(writer)
    user, key = ALL[TABLES.users]["id"], ALL[TABLES.api_keys]["id"]
    for setting, value in (
        ("user_id", user),
        ("api_key_id", key),
        ("channel", "api"),
        ("reason", "It's time"),
    ):
        writer.execute("SELECT set_config(%s, %s, true)", [f"mason.{setting}", str(value)])
    move(writer, item, "approved")
    assert history(writer, plain_role, item) == [
        ("new", "approved", user, key, "api", "It's time", plain_role)
    ]


def test_guards_can_not_be_ignored_by_a_setting(writer: Connection) -> None:
    item = new_item(writer)
    writer.execute(
        "SELECT set_config('pgtrigger.ignore', array_agg(tgname::text)::text, false)"
        " FROM pg_trigger WHERE tgrelid = 'mason_pm_backlog_items'::regclass"
    )
    with pytest.raises(psycopg.errors.CheckViolation):
        move(writer, item, "completed")


SHADOWS = """
    CREATE TABLE own.backlog_statuschange (LIKE public.backlog_statuschange INCLUDING DEFAULTS);
    CREATE FUNCTION own.array_to_string(anyarray, text) RETURNS text LANGUAGE sql
        AS $$ SELECT 'shadowed' $$;
    CREATE FUNCTION own.clock_timestamp() RETURNS timestamptz LANGUAGE sql
        AS $$ SELECT '2000-01-01'::timestamptz $$;
    CREATE FUNCTION own.never(text, text[]) RETURNS boolean LANGUAGE sql AS $$ SELECT false $$;
    CREATE FUNCTION own.never(text, text) RETURNS boolean LANGUAGE sql AS $$ SELECT false $$;
    CREATE OPERATOR own.<> (LEFTARG = text, RIGHTARG = text, FUNCTION = own.never);
    CREATE TEMP TABLE backlog_statuschange (LIKE own.backlog_statuschange);
    SET LOCAL search_path = own, pg_temp, pg_catalog, public;
"""


@pytest.fixture
def shadowing_writer(writer: Connection, plain_role: str) -> Connection:
    """The plain role, with things of its own under the names that the guards use."""
    with as_owner(writer, plain_role):
        writer.execute(f"GRANT SELECT ON public.backlog_statuschange TO {plain_role}")
    writer.execute(SHADOWS)
    return writer


def test_guards_can_not_be_shadowed(shadowing_writer: Connection) -> None:
    item = new_item(shadowing_writer)
    with pytest.raises(psycopg.errors.CheckViolation):
        move(shadowing_writer, item, "completed")


def test_history_can_not_be_shadowed(shadowing_writer: Connection, plain_role: str) -> None:
    item = new_item(shadowing_writer)
    move(shadowing_writer, item, "approved")
    assert len(history(shadowing_writer, plain_role, item)) == 1
    for table in ("own.backlog_statuschange", "pg_temp.backlog_statuschange"):
        assert one(shadowing_writer, f"SELECT count(*) FROM {table}") == (0,)


def test_times_can_not_be_shadowed(shadowing_writer: Connection) -> None:
    item = new_item(shadowing_writer)
    move(shadowing_writer, item, "approved")
    query = "SELECT updated_at > created_at FROM public.mason_pm_backlog_items WHERE id = %s"
    assert one(shadowing_writer, query, [item]) == (True,)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE mason_pm_backlog_items DISABLE TRIGGER USER",
        "SET session_replication_role = replica",
        "TRUNCATE mason_pm_backlog_items CASCADE",
        "DELETE FROM backlog_statuschange",
    ],
)
def test_plain_role_may_not_switch_the_guards_off(writer: Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        writer.execute(statement)


def test_plain_role_may_not_use_the_owner_s_function_for_itself(writer: Connection) -> None:
    (function,) = one(
        writer,
        "SELECT tgfoid::regproc::text FROM pg_trigger"
        " WHERE starts_with(tgname, 'pgtrigger_status_history')",
    )
    writer.execute("CREATE TABLE own.items (id uuid, status text)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        writer.execute(
            f"CREATE TRIGGER mine AFTER UPDATE ON own.items FOR EACH ROW"
            f" EXECUTE FUNCTION {function}()"
        )


@pytest.mark.parametrize("table", TOUCHED)
def test_updated_at_moves_at_every_update_of_a_transaction(writer: Connection, table: str) -> None:
    writer.execute("SET CONSTRAINTS ALL DEFERRED")
    row = insert(writer, table, LEAST[table])
    times = [
        one(writer, f"UPDATE {table} SET id = id WHERE id = %s RETURNING updated_at", [row])[0]
        for _ in range(2)
    ]
    first = one(writer, f"SELECT now() FROM {table} WHERE id = %s", [row])[0]
    assert first < times[0] < times[1]


@pytest.mark.parametrize("table", TOUCHED)
def test_updated_at_can_not_be_set_back(writer: Connection, table: str) -> None:
    writer.execute("SET CONSTRAINTS ALL DEFERRED")
    row = insert(writer, table, LEAST[table])
    query = f"UPDATE {table} SET updated_at = '2000-01-01' WHERE id = %s"
    assert one(writer, f"{query} RETURNING updated_at > now()", [row]) == (True,)
