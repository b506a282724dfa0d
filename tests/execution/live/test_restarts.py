"""A hub whose database stops and comes back."""

import psycopg
import pytest
from django.db import connections

from execution.live.scopes import Scope
from mason.database.embedded.location import connection_settings
from mason.database.embedded.server import running_server
from tests.databases import DOCUMENTED_TABLES
from tests.live_listeners import listening

HISTORY = (
    "CREATE TABLE backlog_statuschange (item_id uuid, from_status text, changed_at timestamptz)"
)
WORKING = """
    WITH item AS (
        INSERT INTO mason_pm_backlog_items (title, problem, solution, status)
        VALUES (%s, 'Problem', 'Solution', 'in_progress') RETURNING id
    )
    INSERT INTO mason_execution_progress (item_id) SELECT id FROM item
"""


@pytest.fixture
def data(tmp_path, monkeypatch):
    """The folder of a server of the test's own, which the hub connects to."""
    folder = tmp_path / "postgres"
    for name, value in connection_settings(folder).items():
        monkeypatch.setitem(connections.settings["default"], name, value)
    return folder


def change(data, *statements):
    given = connection_settings(data)
    with psycopg.connect(
        host=given["HOST"], port=given["PORT"], user=given["USER"], dbname=given["NAME"]
    ) as connection:
        for statement in statements:
            connection.execute(*statement)


def test_listeners_get_a_new_snapshot_when_the_database_is_back(data, caplog):
    with listening(Scope(), Scope()) as listeners:
        with running_server(data):
            change(data, [DOCUMENTED_TABLES], [HISTORY], [WORKING, ["First"]])
            for listener in listeners:
                assert [row["title"] for row in listener.rows()] == ["First"]
            # No trigger tells of it.
            change(data, [WORKING, ["Second"]])
        with running_server(data):
            for listener in listeners:
                assert {row["title"] for row in listener.rows()} == {"First", "Second"}

    assert {record.name for record in caplog.records} == {"execution.live.hub"}
