"""Stored times that Python can't hold are found, and what is named mends them."""

from datetime import UTC, datetime

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql
from pytest_django import Settings

from accounts.models import User
from mason.database.contract import CONTRACT, unreadable_times
from mason.database.contract.definitions import TIMESTAMP
from mason.tables import TABLES
from tests.databases import execute
from tests.written_rows import LEAST, USER, Row

WANTED = "a time in the years 1 to 9999"
LATEST = datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
HELD = [datetime(1, 1, 1, tzinfo=UTC), LATEST]


def _user(connection: BaseDatabaseWrapper, created_at: str) -> None:
    execute(
        connection,
        "INSERT INTO mason_users (id, github_id, github_username, created_at)"
        f" VALUES ('{USER}', '1', 'octocat', '{created_at}')",
    )


def _insert(connection: BaseDatabaseWrapper, table: str, row: Row) -> None:
    columns = sql.SQL(", ").join(map(sql.Identifier, row))
    values = sql.SQL(", ").join(sql.Placeholder() * len(row))
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
                sql.Identifier(table), columns, values
            ),
            list(row.values()),
        )


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("infinity", "infinity"),
        ("-infinity", "-infinity"),
        ("0001-12-31 23:59:59+00 BC", "0001-12-31 23:59:59+00 BC"),
        ("10000-01-01 00:00:00+00", "10000-01-01 00:00:00+00"),
        ("294276-12-31 23:59:59+00", "294276-12-31 23:59:59+00"),
    ],
)
def test_time_that_python_can_not_hold_is_found_and_mended(
    passing_database: BaseDatabaseWrapper, written: str, shown: str
) -> None:
    _user(passing_database, written)
    (found,) = unreadable_times(passing_database)
    assert str(found) == (
        f"mason_users.created_at, row {USER}: is {shown}, should be {WANTED};"
        f" mend: UPDATE mason_users SET created_at = now() WHERE id = '{USER}'"
    )
    execute(passing_database, found.mend)
    assert list(unreadable_times(passing_database)) == []


@pytest.mark.parametrize("time", HELD, ids=["first", "last"])
def test_first_and_last_time_that_python_holds_are_fine(
    passing_database: BaseDatabaseWrapper, time: datetime
) -> None:
    User.objects.using(passing_database.alias).create(github_id="1", created_at=time)
    assert list(unreadable_times(passing_database)) == []
    assert User.objects.using(passing_database.alias).get().created_at == time


def test_time_that_can_not_be_shown_in_the_time_zone_is_found(
    passing_database: BaseDatabaseWrapper, settings: Settings
) -> None:
    _user(passing_database, LATEST.isoformat())
    settings.TIME_ZONE = "Asia/Tokyo"
    assert [one.column for one in unreadable_times(passing_database)] == ["created_at"]


@pytest.mark.parametrize("table", TABLES)
def test_every_documented_time_is_looked_at_and_mended(
    passing_database: BaseDatabaseWrapper, table: str
) -> None:
    times = [one.name for one in CONTRACT[table].columns if one.type == TIMESTAMP]
    row = LEAST[table] | dict.fromkeys(times, "infinity")
    _insert(passing_database, table, row)
    found = list(unreadable_times(passing_database))
    assert [one.column for one in found] == sorted(times)
    for one in found:
        execute(passing_database, one.mend)
    assert list(unreadable_times(passing_database)) == []
