"""What becomes of items that were held at points, as values to compare."""

from typing import Any

from django.db import connection

from backlog.models import StatusChange
from execution.models import Attempt, ExecutionTask
from tests.crashing import Held, Scene
from tests.databases import rows_of
from tests.processes import eventually

FIRST_FILES = {"README.md": "# Example", "src/app.py": "one\ntwo\nthree"}


def outcome_of(scene: Scene, held: Held) -> dict[str, Any]:
    """All that has become of an item."""
    held.item.refresh_from_db()
    held.run.refresh_from_db()
    run = held.run
    changes = StatusChange.objects.filter(item=held.item).order_by("changed_at", "id")
    attempts = Attempt.objects.filter(item=held.item)
    tasks = ExecutionTask.objects.filter(run=run).order_by("wave_number")
    pull_requests = [made["html_url"] for made in scene.repository_of(held).pull_requests]
    return {
        "item": held.item.status,
        "history": list(changes.values_list("to_status", flat=True)),
        "attempts": list(attempts.values_list("status", "starts", "checkpoint", "error_message")),
        "run": (run.status, run.item_count, run.completed_at is not None),
        "counts": (run.total_tasks, run.tasks_completed, run.tasks_failed),
        "tasks": list(tasks.values_list("wave_number", "status")),
        "has its pull request": pull_requests == [held.item.pr_url],
        "branches": [held.remote.files(name) for name in branches_of(held)],
        "calls": scene.gates.calls(held.point),
    }


def completed(held: Held, *, starts: int = 1, calls: list[str] | None = None) -> dict[str, Any]:
    """What has become of an item that is completed as it should be.

    `calls` are the agents that were called for it, by default each once.
    """
    steps = ["wave-1", "wave-2", "fix"] if held.point == "fix" else ["wave-1", "wave-2"]
    return {
        "item": "completed",
        "history": ["in_progress", "completed"],
        "attempts": [("succeeded", starts, "requested", None)],
        "run": ("success", 1, True),
        "counts": (len(steps), len(steps), 0),
        "tasks": [(number, "completed") for number in range(1, len(steps) + 1)],
        "has its pull request": True,
        "branches": [FIRST_FILES | {f"{step}.txt": step for step in steps}],
        "calls": steps if calls is None else calls,
    }


def branches_of(held: Held) -> list[str]:
    """The branches that were pushed for an item."""
    beginning = f"mason/held-at-{held.point}-"
    return [name for name in held.remote.branches if name.startswith(beginning)]


def wait_until_ended(*items: Held) -> None:
    """Wait for the end of the runs."""
    wanted = [held.run.pk for held in items]
    ended = "SELECT FROM mason_pm_execution_runs WHERE id = ANY (%s) AND completed_at IS NOT NULL"
    eventually(lambda: len(rows_of(connection, ended, wanted)) == len(wanted))
