"""The database goes away while items are carried out, for a moment or for longer."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections

from mason.database.embedded.location import connection_settings, database_url
from mason.database.embedded.server import running_server
from tests.crash_outcomes import completed, outcome_of, wait_until_ended
from tests.crashing import Scene
from tests.databases import rows_of
from tests.outside_lines import Line, line_to_database
from tests.processes import eventually

pytestmark = pytest.mark.django_db(transaction=True)

POINTS = ("setup", "wave-1", "wave-2", "validation", "fix", "push", "pushed", "made")
TERMINATIONS = 12
_END_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture
def line() -> Iterator[tuple[Line, str]]:
    with line_to_database() as line_and_address:
        yield line_and_address


def test_a_moment_without_the_database_at_any_step_interrupts_nothing(
    scene: Scene, line: tuple[Line, str]
) -> None:
    database, address = line
    items = {point: scene.hold(point) for point in POINTS}
    scene.hold_requests()
    with scene.worker(DATABASE_URL=address) as worker:
        eventually(lambda: all(map(scene.gates.is_reached, items)))
        database.cut()
        scene.gates.open()
        sleep(1)  # all come to where they have to write something
        database.restore()
        wait_until_ended(*items.values())
        assert worker.stop() == 0
    for point, held in items.items():
        assert outcome_of(scene, held) == completed(held), point
    assert scene.leftovers() == []


@contextmanager
def at_server(data: Path) -> Iterator[None]:
    """Have Django use another server's database for the block."""
    usual = connections.settings["default"]
    _use(usual | connection_settings(data))
    try:
        yield
    finally:
        _use(usual)


def _use(settings: dict[str, Any]) -> None:
    connections["default"].close()
    del connections["default"]
    connections.settings["default"] = settings


def test_a_kill_of_the_database_interrupts_nothing(scene: Scene, tmp_path: Path) -> None:
    data = tmp_path / "postgres"
    with ExitStack() as stack:
        servers = stack.enter_context(ExitStack())
        server = servers.enter_context(running_server(data))
        stack.enter_context(at_server(data))
        call_command("migrate", verbosity=0)
        items = {point: scene.hold(point) for point in POINTS}
        scene.hold_requests()
        worker = stack.enter_context(scene.worker(DATABASE_URL=database_url(data)))
        eventually(lambda: all(map(scene.gates.is_reached, items)))
        server.process.kill()
        servers.close()
        scene.gates.open()
        connection.close()
        servers.enter_context(running_server(data))
        wait_until_ended(*items.values())
        assert worker.stop() == 0
        for point, held in items.items():
            assert outcome_of(scene, held) == completed(held), point
        assert scene.leftovers() == []


def test_connections_that_break_again_and_again_double_nothing(scene: Scene) -> None:
    items = [scene.hold(f"break-{number}") for number in range(4)]
    with scene.worker() as worker:
        eventually(lambda: all(scene.gates.calls(held.point) for held in items))
        for _ in range(TERMINATIONS):
            rows_of(connection, _END_OTHERS)
            sleep(0.25)
        wait_until_ended(*items)
        assert worker.stop() == 0
    for held in items:
        outcome = outcome_of(scene, held)
        assert outcome == completed(held, starts=outcome["attempts"][0][1], calls=outcome["calls"])
    assert scene.leftovers() == []


def test_a_long_time_without_the_database_ends_what_runs_and_it_begins_anew_afterwards(
    scene: Scene, line: tuple[Line, str]
) -> None:
    database, address = line
    items = {point: scene.hold(point) for point in ("wave-1", "validation", "push", "made")}
    scene.hold_requests()
    with scene.worker(DATABASE_URL=address, EXECUTION_SILENT_SECONDS="3") as worker:
        eventually(lambda: all(map(scene.gates.is_reached, items)))
        database.cut()
        eventually(lambda: scene.leftovers() == scene.processes(worker))
        scene.gates.open()
        database.restore()
        wait_until_ended(*items.values())
        assert worker.stop() == 0
    calls = {
        "wave-1": ["wave-1", "wave-1", "wave-2"],
        "validation": ["wave-1", "wave-2"] * 2,
        "push": ["wave-1", "wave-2"],
        "made": ["wave-1", "wave-2"],
    }
    for point, held in items.items():
        assert outcome_of(scene, held) == completed(held, starts=2, calls=calls[point]), point
    assert scene.leftovers() == []


def test_a_worker_that_is_told_to_stop_does_not_wait_for_the_database(
    scene: Scene, line: tuple[Line, str]
) -> None:
    database, address = line
    held = scene.hold("wave-1")
    with scene.worker(DATABASE_URL=address) as worker:
        scene.gates.wait("wave-1")
        database.cut()
        assert worker.stop() == 0
    assert scene.leftovers() == []
    scene.gates.open()
    with scene.worker() as worker:
        wait_until_ended(held)
        assert worker.stop() == 0
    calls = ["wave-1", "wave-1", "wave-2"]
    assert outcome_of(scene, held) == completed(held, starts=2, calls=calls)
