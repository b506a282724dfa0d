"""Whatever is killed, at whichever step: each item is carried out once, and nothing is left over."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from backlog.models import StatusChange
from execution.models import Attempt, ExecutionTask
from tests.crashing import (
    Held,
    Scene,
    WorkerProcess,
    held_by_a_pipe,
    make_scene,
    pipe_that_says_nothing,
)
from tests.databases import connect, rows_of
from tests.git_remotes import make_remote
from tests.github_server import Answer, GitHubHandler, running_github
from tests.processes import eventually

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
FIRST_FILES = {"README.md": "# Example", "src/app.py": "one\ntwo\nthree"}


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with running_github() as github:
        yield make_scene(tmp_path, github)


def holding(scene: Scene, point: str, *, is_made: bool) -> Callable[..., None]:
    """Hold a request at GitHub and never answer it; the pull request is made before, or never."""

    def happen(handler: GitHubHandler, carry_out: Callable[[], Answer]) -> None:
        if is_made:
            carry_out()
        scene.gates.reach(point)
        scene.gates.wait()
        handler.close_connection = True

    return happen


def hold_requests(scene: Scene) -> None:
    scene.answer("pushed", holding(scene, "pushed", is_made=False), "GET")
    scene.answer("asked", holding(scene, "asked", is_made=False), "POST")
    scene.answer("made", holding(scene, "made", is_made=True), "POST")

    def answer_late(handler: GitHubHandler, carry_out: Callable[[], Answer]) -> None:
        scene.gates.reach("answered")
        scene.gates.wait("answer")
        handler.send(*carry_out())

    scene.answer("answered", answer_late, "POST")


@contextmanager
def locked(scene: Scene, held: Held) -> Iterator[None]:
    """Have the item of `answered` locked, and its worker wait for that with its answer at hand."""
    with connect(connection.settings_dict["NAME"]) as other, other.transaction():
        other.execute("SELECT FROM mason_pm_backlog_items WHERE id = %s FOR UPDATE", [held.item.pk])
        scene.gates.reach("answer")
        waiting = "SELECT FROM pg_stat_activity WHERE %s = ANY (pg_blocking_pids(pid))"
        eventually(lambda: bool(rows_of(connection, waiting, other.info.backend_pid)))
        yield


def outcome_of(scene: Scene, held: Held) -> dict[str, Any]:
    """All that has become of an item."""
    held.item.refresh_from_db()
    held.run.refresh_from_db()
    run = held.run
    branches = [
        name for name in held.remote.branches if name.startswith(f"mason/held-at-{held.point}-")
    ]
    repository = next(r for r in scene.github.repositories if r.full_name == f"acme/{held.point}")
    changes = StatusChange.objects.filter(item=held.item).order_by("changed_at", "id")
    tasks = ExecutionTask.objects.filter(run=run).order_by("wave_number")
    return {
        "item": held.item.status,
        "history": list(changes.values_list("to_status", flat=True)),
        "attempts": list(
            Attempt.objects.filter(item=held.item).values_list(
                "status", "starts", "checkpoint", "error_message"
            )
        ),
        "run": (run.status, run.item_count, run.completed_at is not None),
        "counts": (run.total_tasks, run.tasks_completed, run.tasks_failed),
        "tasks": list(tasks.values_list("wave_number", "status")),
        "requests": [made["html_url"] for made in repository.pull_requests] == [held.item.pr_url],
        "files": [held.remote.files(name) for name in branches],
        "calls": scene.gates.calls(held.point),
    }


def completed(point: str) -> dict[str, Any]:
    """What becomes of an item that is completed at the second start."""
    steps = ["wave-1", "wave-2", "fix"] if point == "fix" else ["wave-1", "wave-2"]
    return {
        "item": "completed",
        "history": ["in_progress", "completed"],
        "attempts": [("succeeded", 2, "requested", None)],
        "run": ("success", 1, True),
        "counts": (len(steps), len(steps), 0),
        "tasks": [(number, "completed") for number in range(1, len(steps) + 1)],
        "requests": True,
        "files": [FIRST_FILES | {f"{step}.txt": step for step in steps}],
        "calls": CALLS[point],
    }


def wait_until_ended(*items: Held) -> None:
    wanted = [held.run.pk for held in items]
    ended = "SELECT FROM mason_pm_execution_runs WHERE id = ANY (%s) AND completed_at IS NOT NULL"
    eventually(lambda: len(rows_of(connection, ended, wanted)) == len(wanted))


@pytest.mark.parametrize("kill", [WorkerProcess.kill, WorkerProcess.kill_all])
def test_a_kill_at_any_step_costs_no_item_and_doubles_none(
    scene: Scene, kill: Callable[[WorkerProcess], None]
) -> None:
    elsewhere = make_remote(scene.folder / "fetch.git")
    items = {point: scene.hold(point, elsewhere if point == "fetch" else None) for point in CALLS}
    hold_requests(scene)
    with ExitStack() as stack:
        is_fetched = stack.enter_context(held_by_a_pipe(elsewhere))
        worker = stack.enter_context(scene.worker())
        others = [point for point in CALLS if point not in {"fetch"}]
        eventually(lambda: all(map(scene.gates.is_reached, others)) and is_fetched())
        ignored = Path((scene.gates.folder / "commit").read_text().strip())
        is_git_there = stack.enter_context(pipe_that_says_nothing(ignored))
        eventually(is_git_there)
        stack.enter_context(locked(scene, items["answered"]))
        kill(worker)
    scene.gates.open()
    with scene.worker() as worker:
        wait_until_ended(*items.values())
        assert worker.stop() == 0
    outcomes = {point: outcome_of(scene, held) for point, held in items.items()}
    for point, outcome in outcomes.items():
        assert outcome == completed(point), point
    assert scene.leftovers() == []
