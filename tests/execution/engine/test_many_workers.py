"""Several workers, each with a folder as on a machine of its own, share one database's items."""

import signal
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from backlog.models import BacklogItem, StatusChange
from execution.models import Attempt, AttemptLine, ExecutionProgress, ExecutionTask
from tests.crash_outcomes import completed, outcome_of, wait_until_ended
from tests.crashing import Scene
from tests.databases import rows_of
from tests.executing import plan_items, prd
from tests.factories import make_item
from tests.processes import eventually

pytestmark = pytest.mark.django_db(transaction=True)

ITEMS = 50
SILENT_SECONDS = "4"


def in_hand(scene: Scene, machine: str) -> int:
    """How many attempts a machine has in hand."""
    file = scene.folder / machine / "machine"
    name = file.read_text() if file.exists() else None
    return Attempt.objects.filter(machine=name, status="running").count()


def succeeded() -> int:
    return Attempt.objects.filter(status="succeeded").count()


def jobs() -> list[tuple[Any, ...]]:
    return rows_of(connection, "SELECT task_name, status FROM procrastinate_jobs")


def everything_written() -> list[object]:
    """All that workers write about attempts."""
    models = (Attempt, AttemptLine, ExecutionProgress, ExecutionTask, BacklogItem)
    return [list(model.objects.order_by("pk").values_list()) for model in models]


def test_two_machines_carry_fifty_items_out_once_though_one_of_them_dies(scene: Scene) -> None:
    held = scene.hold("many-1", items_at_once=ITEMS, setup_command="", tests_command="")
    for number in range(2, ITEMS + 1):
        title = f"Held at many-{number}"
        values = {"title": title, "status": "approved", "prd_content": prd(title, 1, 1)}
        make_item(repository=held.repository, **values)
    others = replace(held, run=plan_items(held.repository))
    with (
        scene.worker("first", at_once=5, EXECUTION_SILENT_SECONDS=SILENT_SECONDS) as first,
        scene.worker("second", at_once=5, EXECUTION_SILENT_SECONDS=SILENT_SECONDS) as second,
    ):
        eventually(lambda: succeeded() >= ITEMS // 4)
        eventually(lambda: in_hand(scene, "first") > 0)
        first.kill_all()
        eventually(lambda: succeeded() >= ITEMS // 2)
        wait_until_ended(held, others)
        eventually(lambda: jobs() == [])
        assert second.stop() == 0
    assert Counter(BacklogItem.objects.values_list("status", flat=True)) == {"completed": ITEMS}
    assert Counter(Attempt.objects.values_list("status", flat=True)) == {"succeeded": ITEMS}
    changes = Counter(StatusChange.objects.values_list("item", "to_status"))
    assert (len(changes), set(changes.values())) == (2 * ITEMS, {1})
    made = scene.repository_of(held).pull_requests
    requested = Counter(BacklogItem.objects.values_list("pr_url", flat=True))
    assert requested == Counter(one["html_url"] for one in made)
    branches = [name for name in held.remote.branches if name.startswith("mason/")]
    assert sorted(one["head"]["ref"] for one in made) == sorted(branches)
    assert len(branches) == ITEMS
    assert Attempt.objects.values("machine").distinct().count() == 2
    assert scene.leftovers("second") == []


def test_a_worker_that_is_suspended_for_long_changes_nothing_when_it_wakes(scene: Scene) -> None:
    points = ("wave-1", "validation", "push", "made")
    items = {point: scene.hold(point) for point in points}
    scene.hold_requests()
    with scene.worker("first", EXECUTION_SILENT_SECONDS=SILENT_SECONDS) as first:
        eventually(lambda: all(map(scene.gates.is_reached, points)))
        first.process.send_signal(signal.SIGSTOP)
        with scene.worker("second", EXECUTION_SILENT_SECONDS=SILENT_SECONDS) as second:
            eventually(lambda: in_hand(scene, "second") == len(points))
            scene.gates.open()
            wait_until_ended(*items.values())
            before = everything_written()
            requests = len(scene.github.requests)
            first.process.send_signal(signal.SIGCONT)
            eventually(lambda: scene.leftovers("first") == scene.processes(first))
            assert (everything_written(), len(scene.github.requests)) == (before, requests)
            assert (first.stop(), second.stop()) == (0, 0)
    for point, held in items.items():
        calls = outcome_of(scene, held)["calls"]
        assert outcome_of(scene, held) == completed(held, starts=2, calls=calls), point
        assert Counter(calls).most_common(1)[0][1] <= 2
    assert scene.leftovers("second") == []
