"""`migrate` takes over a database that other software made."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts.models import User
from backlog.models import BacklogItem
from mason.database.contract import differences, notes
from mason.tables import TABLES
from tests.databases import (
    DOCUMENTED_ROWS,
    DOCUMENTED_TABLES,
    documented_rows,
    execute,
    rows_of,
    schema_of,
)

NOW = "the time of adoption"
TIMES = {"created_at": NOW, "updated_at": NOW}
DJANGO_COLUMNS = {"password": "!", "last_login": None, "is_staff": False, "is_superuser": False}
FILLED: dict[str, dict[str, Any]] = {
    TABLES.users: TIMES | {"is_active": True},
    TABLES.api_keys: {"created_at": NOW, "name": "Default"},
    TABLES.github_repositories: TIMES
    | {"github_default_branch": "main", "github_private": False, "is_active": True},
    TABLES.pm_analysis_runs: {
        "created_at": NOW,
        "mode": "full",
        "items_found": 0,
        "started_at": NOW,
        "status": "in_progress",
    },
    TABLES.pm_backlog_items: TIMES | {"benefits": [], "status": "new"},
    TABLES.pm_filtered_items: {
        "created_at": NOW,
        "complexity": 2,
        "benefits": [],
        "override_status": "filtered",
    },
    TABLES.pm_execution_runs: {
        "created_at": NOW,
        "item_count": 0,
        "started_at": NOW,
        "status": "pending",
        "tasks_completed": 0,
        "tasks_failed": 0,
        "total_tasks": 0,
    },
    TABLES.pm_execution_tasks: {"created_at": NOW, "status": "pending"},
    TABLES.remote_execution_runs: {
        "created_at": NOW,
        "item_ids": [],
        "item_count": 0,
        "base_branch": "main",
        "started_at": NOW,
        "status": "pending",
        "files_changed": 0,
        "lines_added": 0,
        "lines_removed": 0,
    },
    TABLES.execution_logs: {"created_at": NOW, "log_level": "info", "metadata": {}},
    TABLES.execution_progress: {
        "current_wave": 1,
        "total_waves": 4,
        "wave_status": "pending",
        "tasks_completed": 0,
        "tasks_total": 0,
        "files_touched": [],
        "lines_changed": 0,
        "inspector_findings": [],
        "fix_iteration": 0,
        "max_iterations": 5,
        "started_at": NOW,
        "updated_at": NOW,
    },
    TABLES.ai_provider_keys: TIMES,
    TABLES.pm_restore_feedback: {"created_at": NOW},
}
"""The columns that other software may have left empty, and what adoption fills them with."""


def _migrate(connection: BaseDatabaseWrapper, *arguments: str) -> None:
    call_command("migrate", *arguments, database=connection.alias, verbosity=0)


def test_adopted_database_is_as_documented(adopted: BaseDatabaseWrapper) -> None:
    assert differences(adopted) == []


def test_adopted_tables_hold_nothing_that_is_not_documented(adopted: BaseDatabaseWrapper) -> None:
    assert notes(adopted) == []


def test_adopted_schema_equals_a_new_one(
    adopted: BaseDatabaseWrapper, new_database: BaseDatabaseWrapper
) -> None:
    assert schema_of(adopted) == schema_of(new_database)


def test_adopted_constraints_bear_the_names_of_a_new_schema(
    adopted: BaseDatabaseWrapper, new_database: BaseDatabaseWrapper
) -> None:
    query = """SELECT conrelid::regclass::text, conname FROM pg_constraint
        WHERE conrelid <> 0 AND contype <> 'n' AND connamespace = 'public'::regnamespace
            AND NOT (conrelid = 'mason_execution_progress'::regclass AND contype = 'u')
        ORDER BY 1, 2"""
    assert rows_of(adopted, query) == rows_of(new_database, query)


def _filled(row: dict[str, Any], adopted: dict[str, Any], filled: dict[str, Any]) -> dict[str, Any]:
    return {
        column: value
        if value is not None or column not in filled
        else adopted[column]
        if filled[column] == NOW
        else filled[column]
        for column, value in row.items()
    }


@pytest.mark.parametrize("table", TABLES)
def test_rows_keep_every_value_and_get_the_default_where_they_had_none(
    rows_before: dict[str, Any], rows_after: dict[str, Any], table: str
) -> None:
    added = DJANGO_COLUMNS if table == TABLES.users else {}
    assert rows_after[table] == {
        identifier: _filled(row, rows_after[table][identifier], FILLED[table]) | added
        for identifier, row in rows_before[table].items()
    }


@pytest.mark.parametrize("table", TABLES)
def test_nothing_that_has_a_default_is_empty(rows_after: dict[str, Any], table: str) -> None:
    rows = rows_after[table].values()
    assert {column for row in rows for column in FILLED[table] if row[column] is None} == set()


@pytest.mark.parametrize("table", TABLES)
def test_rows_of_other_software_use_null_wherever_they_may(
    rows_before: dict[str, Any], table: str
) -> None:
    rows = rows_before[table].values()
    assert {column for row in rows for column in FILLED[table] if row[column] is None} == set(
        FILLED[table]
    )


def test_empty_times_become_the_time_of_adoption(rows_after: dict[str, Any]) -> None:
    users, keys = rows_after[TABLES.users], rows_after[TABLES.api_keys]
    user = users["10000000-0000-0000-0000-000000000002"]
    key = keys["20000000-0000-0000-0000-000000000002"]
    assert user["created_at"] == user["updated_at"] == key["created_at"]


def test_tables_without_rows_are_adopted(empty_database: BaseDatabaseWrapper) -> None:
    execute(empty_database, DOCUMENTED_TABLES)
    _migrate(empty_database)
    assert differences(empty_database) == []


def test_missing_tables_are_made_next_to_those_there(empty_database: BaseDatabaseWrapper) -> None:
    users = DOCUMENTED_TABLES.index("CREATE TABLE mason_users")
    end = DOCUMENTED_TABLES.index("CREATE TABLE mason_github_repositories")
    execute(empty_database, DOCUMENTED_TABLES[users:end])
    execute(
        empty_database,
        "INSERT INTO mason_users (id, github_id, github_username)"
        " VALUES ('10000000-0000-0000-0000-000000000001', '1', 'octocat')",
    )
    _migrate(empty_database)
    assert differences(empty_database) == []
    assert list(User.objects.using(empty_database.alias).values_list("github_id")) == [("1",)]


def test_adoption_goes_on_after_it_stopped_between_two_apps(
    documented: BaseDatabaseWrapper,
) -> None:
    _migrate(documented, "accounts")
    _migrate(documented)
    assert differences(documented) == []


def test_owner_without_further_rights_can_adopt(
    empty_database: BaseDatabaseWrapper, plain_role: str
) -> None:
    execute(empty_database, f"GRANT CREATE ON SCHEMA public TO {plain_role}; SET ROLE {plain_role}")
    execute(empty_database, DOCUMENTED_TABLES)
    execute(empty_database, DOCUMENTED_ROWS)
    execute(empty_database, "ALTER TABLE mason_users FORCE ROW LEVEL SECURITY")
    _migrate(empty_database)
    assert differences(empty_database) == []


def test_second_migrate_changes_nothing(adopted: BaseDatabaseWrapper) -> None:
    before = (schema_of(adopted), documented_rows(adopted))
    _migrate(adopted)
    assert (schema_of(adopted), documented_rows(adopted)) == before


def test_adopted_tables_can_be_migrated_away(adopted: BaseDatabaseWrapper) -> None:
    _migrate(adopted, "execution", "zero")
    names = rows_of(adopted, "SELECT relname FROM pg_class WHERE relkind = 'r'")
    assert not {(TABLES.execution_logs,), (TABLES.execution_progress,)} & set(names)
    assert (TABLES.pm_backlog_items,) in names


def test_user_of_other_software_has_no_usable_password(adopted: BaseDatabaseWrapper) -> None:
    users = User.objects.using(adopted.alias)
    assert [user.has_usable_password() for user in users.all()] == [False, False, False]


def test_adopted_item_is_held_to_the_state_table(adopted: BaseDatabaseWrapper) -> None:
    item = BacklogItem.objects.using(adopted.alias).get(status="approved")
    item.status = "in_progress"
    item.save(using=adopted.alias, update_fields=["status"])
    assert list(
        item.status_changes.using(adopted.alias).values_list("from_status", "to_status", "channel")
    ) == [("approved", "in_progress", "sql")]
