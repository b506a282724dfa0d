"""Whatever is killed, at whichever step: each item is done once, and nothing is left over."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from django.db import connection

from tests.crash_outcomes import completed, outcome_of, wait_until_ended
from tests.crashing import Held, Scene, held_by_a_pipe
from tests.databases import connect, rows_of
from tests.git_remotes import make_remote
from tests.processes import eventually
from tests.worker_processes import WorkerProcess

pytestmark = pytest.mark.django_db(transaction=True)

CALLS = {
    "fetch": ["wave-1", "wave-2"],
    "setup": ["wave-1", "wave-2"],
    "wave-1": ["wave-1", "wave-1", "wave-2"],
    "wave-2": ["wave-1", "wave-2"] * 2,
    "validation": ["wave-1", "wave-2"] * 2,
    "fix": ["wave-1", "wave-2", "fix"] * 2,
    "commit": ["wave-1", "wave-2"] * 2,
    "push": ["wave-1", "wave-2"],
    "pushed": ["wave-1", "wave-2"],
    "asked": ["wave-1", "wave-2"],
    "made": ["wave-1", "wave-2"],
    "answered": ["wave-1", "wave-2"],
}
"""The points at which items are held, and the agents that are called before and after the kill.

Between `pushed` and `answered` GitHub is asked: the request for a pull request is held before it is
made, after it is made, and when its answer has come but the item isn't completed yet.
"""


@contextmanager
def locked(scene: Scene, held: Held) -> Iterator[None]:
    """Have the item of `answered` locked, and its worker wait for that with its answer at hand."""
    with connect(connection.settings_dict["NAME"]) as other, other.transaction():
        other.execute("SELECT FROM mason_pm_backlog_items WHERE id = %s FOR UPDATE", [held.item.pk])
        scene.gates.reach("answer")
        waiting = "SELECT FROM pg_stat_activity WHERE %s = ANY (pg_blocking_pids(pid))"
        eventually(lambda: bool(rows_of(connection, waiting, other.info.backend_pid)))
        yield


@pytest.mark.parametrize("kill", [WorkerProcess.kill, WorkerProcess.kill_all])
def test_a_kill_at_any_step_costs_no_item_and_doubles_none(
    scene: Scene, kill: Callable[[WorkerProcess], None]
) -> None:
    elsewhere = make_remote(scene.folder / "fetch.git")
    items = {point: scene.hold(point, elsewhere if point == "fetch" else None) for point in CALLS}
    scene.hold_requests()
    scene.answer("answered", scene.late, "POST")
    with ExitStack() as stack:
        is_fetched = stack.enter_context(held_by_a_pipe(elsewhere))
        worker = stack.enter_context(scene.worker())
        others = [point for point in CALLS if point != "fetch"]
        eventually(lambda: all(map(scene.gates.is_reached, others)) and is_fetched())
        eventually(scene.is_git_waiting)
        stack.enter_context(locked(scene, items["answered"]))
        kill(worker)
    scene.gates.open()
    with scene.worker() as worker:
        wait_until_ended(*items.values())
        assert worker.stop() == 0
    for point, held in items.items():
        assert outcome_of(scene, held) == completed(held, starts=2, calls=CALLS[point]), point
    assert scene.leftovers() == []
