"""A dump by the commands of docs/deploying.md, restored beside the original, is the same."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from backlog.choices import ItemStatus
from execution.choices import AttemptStatus
from execution.models import Attempt, AttemptLine, ExecutionRun
from mason.database.embedded import binaries
from mason.tables import TABLES
from tests.admin_pages import ROW_MAKERS
from tests.databases import connect, everything_in, manage, own_database, rows_of
from tests.documented_files import blocks_of, document, part, run_documented
from tests.factories import make_item

DUMP, RESTORE, CHECK = blocks_of(part(document("deploying.md"), "A dump"), "sh")
RESTORED = f"restored_{os.getpid()}"
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences ORDER BY sequencename"

pytestmark = pytest.mark.django_db(transaction=True)


def fill() -> None:
    """Put rows into every documented table, an attempt with its log, and an item's history."""
    for make in ROW_MAKERS.values():
        make()
    run = ExecutionRun.objects.create(item_count=1)
    item = make_item(status=ItemStatus.APPROVED, impact_score=9, effort_score=2)
    attempt = Attempt.objects.create(run=run, item=item, place=1, status=AttemptStatus.WAITING)
    AttemptLine.objects.create(attempt=attempt, message="Waiting")
    item.status = ItemStatus.DEFERRED
    item.save()


def postgres_environment() -> dict[str, str]:
    """Give what PostgreSQL's programs need to know of the session's server."""
    given: dict[str, Any] = connection.get_connection_params()
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    own = {variable: str(given[name]) for name, variable in names.items() if given.get(name)}
    path = f"{binaries.program('pg_dump').parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, **own, "PATH": path}


def restore(folder: Path) -> None:
    """Dump the test's database and restore it as the document says."""
    environment = postgres_environment()
    replaced = {
        "--dbname=mason ": f"--dbname={connection.settings_dict['NAME']} ",
        "--dbname=mason\n": f"--dbname={connection.settings_dict['NAME']}\n",
        "mason_owner": environment["PGUSER"],
        "mason_restored": RESTORED,
    }
    run_documented(DUMP, replaced, folder=folder, environment=environment)
    run_documented(RESTORE, replaced, folder=folder, environment=environment)


def content_of(database: BaseDatabaseWrapper) -> list[str]:
    """Give schema and rows, without brackets: PostgreSQL writes a restored check with fewer."""
    return sorted(line.translate({ord("("): "", ord(")"): ""}) for line in everything_in(database))


@pytest.fixture
def restored(tmp_path: Path, open_database: Any) -> Iterator[BaseDatabaseWrapper]:
    """The filled database once more, from a dump."""
    fill()
    with own_database(RESTORED) as name:
        with connect("postgres") as server:
            server.execute(f"DROP DATABASE {name}")  # the document makes it
        restore(tmp_path)
        with open_database(name, "restored") as opened:
            yield opened


def test_a_restored_dump_is_the_same_database_and_guards_itself(
    restored: BaseDatabaseWrapper,
) -> None:
    filled = {table for table in TABLES if rows_of(restored, f"SELECT FROM {table} LIMIT 1")}
    assert filled == set(TABLES)

    assert content_of(restored) == content_of(connection)
    assert rows_of(restored, SEQUENCES) == rows_of(connection, SEQUENCES)

    for command in CHECK.splitlines():
        words = command.removeprefix("manage.py ").split()
        done = manage(restored, *words)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_what_is_written_after_a_restore_is_held_to_the_same_rules(
    restored: BaseDatabaseWrapper,
) -> None:
    (item_id,) = rows_of(
        restored, "SELECT id FROM mason_pm_backlog_items WHERE status = 'deferred' LIMIT 1"
    )[0]
    with connect(str(restored.settings_dict["NAME"])) as writer:
        with pytest.raises(psycopg.errors.CheckViolation):
            writer.execute(
                "UPDATE mason_pm_backlog_items SET status = 'completed' WHERE id = %s", [item_id]
            )
        written = writer.execute(
            "UPDATE mason_pm_backlog_items SET impact_score = 10, status = 'new' WHERE id = %s"
            " RETURNING priority_score - 20 + effort_score, updated_at > created_at",
            [item_id],
        ).fetchone()
        assert written == (0, True)
        history = writer.execute(
            "SELECT from_status, to_status, channel FROM backlog_statuschange WHERE item_id = %s"
            " ORDER BY id DESC LIMIT 1",
            [item_id],
        ).fetchone()
        assert history == ("deferred", "new", "sql")
