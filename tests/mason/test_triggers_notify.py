"""Each change of progress that somebody could see is notified, and the table is published."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db.backends.base.base import BaseDatabaseWrapper

from mason.tables import TABLES
from tests.databases import DOCUMENTED_TABLES, execute, rows_of
from tests.plain_roles import Connection, insert, new_item, one

WAIT_SECONDS = 10


def _heard(listener: Connection, count: int = 1) -> list[dict[str, Any]]:
    notifications = listener.notifies(timeout=WAIT_SECONDS, stop_after=count)
    return [json.loads(notification.payload) for notification in notifications]


def _row(writer: Connection, progress: Any) -> Any:
    """The row as JSON."""
    statement = "SELECT row_to_json(progress) FROM mason_execution_progress progress WHERE id = %s"
    return one(writer, statement, [progress])[0]


@pytest.fixture
def item(committing_writer: Connection) -> Any:
    return new_item(committing_writer)


def _begin(writer: Connection, item: Any, **columns: Any) -> Any:
    return insert(writer, TABLES.execution_progress, {"item_id": item} | columns)


def test_beginning_is_notified(
    committing_writer: Connection, listener: Connection, item: Any
) -> None:
    progress = _begin(committing_writer, item, run_id="batch-1", current_phase="foundation")
    assert _heard(listener) == [
        {
            "operation": "insert",
            "item": str(item),
            "run": "batch-1",
            "phase": "foundation",
            "row": _row(committing_writer, progress),
        }
    ]


def test_change_is_notified(committing_writer: Connection, listener: Connection, item: Any) -> None:
    progress = _begin(committing_writer, item)
    committing_writer.execute(
        "UPDATE mason_execution_progress SET current_phase = 'building' WHERE id = %s", [progress]
    )
    assert _heard(listener, 2)[1] == {
        "operation": "update",
        "item": str(item),
        "run": None,
        "phase": "building",
        "row": _row(committing_writer, progress),
    }


@pytest.mark.parametrize(("characters", "fits"), [(3_000, True), (3_500, False)])
def test_row_is_notified_as_long_as_it_fits(
    committing_writer: Connection, listener: Connection, item: Any, *, characters: int, fits: bool
) -> None:
    _begin(committing_writer, item, current_task="ü" * characters)
    [heard] = _heard(listener)
    assert ("row" in heard) == fits
    assert heard["item"] == str(item)


def test_end_is_notified(committing_writer: Connection, listener: Connection, item: Any) -> None:
    progress = _begin(committing_writer, item, run_id="batch-1")
    committing_writer.execute("DELETE FROM mason_execution_progress WHERE id = %s", [progress])
    assert _heard(listener, 2)[1] == {
        "operation": "delete",
        "item": str(item),
        "run": "batch-1",
        "phase": None,
    }


def test_update_that_changes_nothing_visible_is_not_notified(
    committing_writer: Connection, listener: Connection, item: Any
) -> None:
    progress = _begin(committing_writer, item, current_wave=1)
    for wave in (1, 1, 2):
        committing_writer.execute(
            "UPDATE mason_execution_progress SET current_wave = %s, updated_at = now()"
            " WHERE id = %s",
            [wave, progress],
        )
    committing_writer.execute("DELETE FROM mason_execution_progress WHERE id = %s", [progress])
    operations = [heard["operation"] for heard in _heard(listener, 3)]
    assert operations == ["insert", "update", "delete"]


def test_run_of_any_length_is_notified(
    committing_writer: Connection, listener: Connection, item: Any
) -> None:
    _begin(committing_writer, item, run_id="ü" * 100_000)
    assert [heard["run"] for heard in _heard(listener)] == ["ü" * 200]


def _task(writer: Connection, item: Any, run: Any, number: int) -> Any:
    row = {"item_id": item, "run_id": run, "wave_number": 1, "task_number": number}
    return insert(writer, TABLES.pm_execution_tasks, row | {"description": "Read."})


def test_changes_of_tasks_are_notified_once_in_a_transaction(
    committing_writer: Connection, listener: Connection, item: Any
) -> None:
    listener.execute("LISTEN mason_execution_tasks")
    run = insert(committing_writer, TABLES.pm_execution_runs, {})
    with committing_writer.transaction():
        tasks = [_task(committing_writer, item, run, number) for number in range(3)]
    told = {"item": str(item), "run": str(run)}
    committing_writer.execute("UPDATE mason_pm_execution_tasks SET status = 'pending'")
    committing_writer.execute(
        "DELETE FROM mason_pm_execution_tasks WHERE id = ANY(%s)", [tasks[:2]]
    )
    committing_writer.execute(
        "UPDATE mason_pm_execution_tasks SET item_id = NULL WHERE id = %s", [tasks[2]]
    )
    assert _heard(listener, 4) == [told, told, told, {"item": None, "run": str(run)}]


def test_what_listeners_are_shown_of_an_item_is_notified_while_it_is_carried_out(
    committing_writer: Connection, listener: Connection, item: Any
) -> None:
    listener.execute("LISTEN mason_execution_items")
    for change in (
        "title = 'Before'",
        "status = 'approved'",
        "status = 'in_progress'",
        "title = 'Meanwhile'",
        "problem = 'Meanwhile'",
        "status = 'completed'",
        "title = 'Afterwards'",
    ):
        committing_writer.execute(
            f"UPDATE mason_pm_backlog_items SET {change} WHERE id = %s", [item]
        )
    begun = {"item": str(item), "status": "in_progress"}
    ended = {"item": str(item), "status": "completed"}
    committing_writer.execute("""NOTIFY mason_execution_items, '"nothing more"'""")
    assert _heard(listener, 4) == [begun, begun, ended, "nothing more"]


PUBLISHED = "SELECT tablename FROM pg_publication_tables WHERE pubname = 'supabase_realtime'"


def _migrate(connection: BaseDatabaseWrapper) -> None:
    call_command("migrate", database=connection.alias, verbosity=0)


def test_progress_joins_the_publication(empty_database: BaseDatabaseWrapper) -> None:
    execute(empty_database, "CREATE PUBLICATION supabase_realtime")
    _migrate(empty_database)
    assert rows_of(empty_database, PUBLISHED) == [("mason_execution_progress",)]


@pytest.mark.parametrize(
    "publication",
    [
        "CREATE PUBLICATION supabase_realtime FOR TABLE mason_execution_progress",
        "CREATE PUBLICATION supabase_realtime FOR ALL TABLES",
        "CREATE PUBLICATION supabase_realtime FOR TABLES IN SCHEMA public",
    ],
)
def test_progress_that_is_published_already_is_left_so(
    empty_database: BaseDatabaseWrapper, publication: str
) -> None:
    execute(empty_database, DOCUMENTED_TABLES)
    execute(empty_database, publication)
    _migrate(empty_database)
    assert ("mason_execution_progress",) in rows_of(empty_database, PUBLISHED)


def test_no_publication_is_made(new_database: BaseDatabaseWrapper) -> None:
    assert rows_of(new_database, "SELECT pubname FROM pg_publication") == []
