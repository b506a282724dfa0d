"""Ending what is carried out: a person cancels it, or a worker is told to stop."""

import signal
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from pytest_django import Settings

from accounts.actors import Actor
from backlog.models import StatusChange
from execution.exceptions import AttemptEnded, AttemptLost, RunFinished
from execution.models import Attempt, ExecutionRun
from execution.services.cancelling import cancel_attempt, cancel_run
from execution.services.holding import Start, Taken, take
from execution.services.leased import Holder
from execution.services.settling import cancel_held, succeed
from tests.concurrency import at_once
from tests.crash_outcomes import branches_of, completed, outcome_of, wait_until_ended
from tests.crashing import Held, Scene, held_by_a_pipe
from tests.executing import Place, attempt_of, make_place
from tests.git_remotes import make_remote
from tests.processes import eventually

pytestmark = pytest.mark.django_db(transaction=True)

CHECKPOINTS = {
    "fetch": "begun",
    "setup": "begun",
    "wave-1": "begun",
    "validation": "begun",
    "fix": "begun",
    "commit": "begun",
    "push": "committed",
    "pushed": "pushed",
    "made": "pushed",
}
ROUNDS = 8
REASON = "cancelled: no longer wanted"


def cancel(held: Held, *, whole_run: bool) -> None:
    operator, why = Actor.operator(), "no longer wanted"
    if whole_run:
        cancel_run(run_id=held.run.pk, actor=operator, reason=why)
    else:
        cancel_attempt(attempt_id=attempt_of(held.item).pk, actor=operator, reason=why)


def test_cancelling_ends_all_that_runs_whatever_it_is_at(scene: Scene) -> None:
    elsewhere = make_remote(scene.folder / "fetch.git")
    items = {
        point: scene.hold(point, elsewhere if point == "fetch" else None) for point in CHECKPOINTS
    }
    waiting = scene.hold("waiting")
    scene.hold_requests()
    with ExitStack() as stack:
        is_fetched = stack.enter_context(held_by_a_pipe(elsewhere))
        worker = stack.enter_context(scene.worker(at_once=len(items)))
        others = [point for point in items if point != "fetch"]
        eventually(lambda: all(map(scene.gates.is_reached, others)) and is_fetched())
        eventually(scene.is_git_waiting)
        for number, held in enumerate((waiting, *items.values())):
            cancel(held, whole_run=number % 2 == 0)
        wait_until_ended(waiting, *items.values())
        eventually(lambda: scene.leftovers() == scene.processes(worker))
        assert worker.stop() == 0
    for point, checkpoint in CHECKPOINTS.items():
        outcome = outcome_of(scene, items[point])
        assert (outcome["item"], outcome["history"]) == ("approved", ["in_progress", "approved"])
        assert outcome["attempts"] == [("cancelled", 1, checkpoint, REASON)]
        assert outcome["run"] == ("cancelled", 1, True)
        assert {status for _, status in outcome["tasks"]} <= {"completed", "failed", "skipped"}
        assert len(branches_of(items[point])) == (1 if checkpoint == "pushed" else 0)
    assert set(
        StatusChange.objects.filter(to_status="approved").values_list("reason", flat=True)
    ) == {REASON}
    unbegun = outcome_of(scene, waiting)
    assert (unbegun["item"], unbegun["history"]) == ("approved", [])
    assert unbegun["attempts"] == [("cancelled", 0, "begun", REASON)]
    assert unbegun["run"] == ("cancelled", 1, True)


@pytest.fixture
def place(tmp_path: Path, settings: Settings) -> Place:
    return make_place(tmp_path, settings)


def begun(place: Place, number: int) -> tuple[Holder, ExecutionRun]:
    """An attempt that a start holds."""
    item = place.item(f"Item {number}")
    run = place.plan(item)
    start = Start(lease=uuid4(), machine=uuid4(), worker="here 1", branch=f"mason/{number}")
    taken = take(attempt_id=attempt_of(item).pk, start=start)
    assert isinstance(taken, Taken)
    return Holder(taken.attempt.pk, start.lease), run


@pytest.mark.parametrize("whole_run", [True, False])
def test_an_item_is_completed_or_cancelled_but_never_both(place: Place, *, whole_run: bool) -> None:
    for number in range(ROUNDS):
        holder, run = begun(place, number)

        def complete(holder: Holder = holder) -> None:
            try:
                succeed(holder, pr_url="https://github.example.org/acme/shop/pull/1")
            except AttemptLost:
                return

        def end(holder: Holder = holder, run: ExecutionRun = run) -> None:
            try:
                if whole_run:
                    cancel_run(run_id=run.pk, actor=Actor.operator())
                else:
                    cancel_attempt(attempt_id=holder.attempt_id, actor=Actor.operator())
                cancel_held(holder)  # as its worker does when it sees that
            except (AttemptEnded, AttemptLost, RunFinished):
                return

        at_once([complete, end] if number % 2 else [end, complete])
        attempt = Attempt.objects.select_related("item").get(pk=holder.attempt_id)
        changes = StatusChange.objects.filter(item=attempt.item).order_by("changed_at", "id")
        came = (attempt.status, *changes.values_list("to_status", flat=True))
        assert came in {
            ("succeeded", "in_progress", "completed"),
            ("cancelled", "in_progress", "approved"),
        }
        run.refresh_from_db()
        assert run.completed_at is not None


def test_a_worker_that_is_told_to_stop_leaves_its_items_to_the_next(scene: Scene) -> None:
    points = ("wave-1", "validation", "push", "pushed")
    items = {point: scene.hold(point) for point in points}
    scene.hold_requests()
    for number in (signal.SIGINT, signal.SIGTERM):
        with scene.worker() as worker:
            eventually(lambda: all(map(scene.gates.is_reached, points)))
            scene.gates.forget(*points)
            assert worker.stop(number) == 0
        assert scene.leftovers() == []
        states = Attempt.objects.values_list("status", "item__status", "lease")
        assert set(states) == {("waiting", "in_progress", None)}
    scene.gates.open()
    with scene.worker() as worker:
        wait_until_ended(*items.values())
        assert worker.stop() == 0
    calls = {"wave-1": ["wave-1"] * 3 + ["wave-2"], "validation": ["wave-1", "wave-2"] * 3}
    for point, held in items.items():
        assert outcome_of(scene, held) == completed(held, starts=3, calls=calls.get(point)), point


def test_ctrl_c_at_the_terminal_cancels_the_run(scene: Scene) -> None:
    item = scene.approve("wave-1")
    with scene.manage("execute_approved", "--repository=acme/wave-1") as command:
        scene.gates.wait("wave-1")
        assert command.stop(signal.SIGINT) == 130
    last = "CommandError: Interrupted: the run is cancelled, its items are approved again."
    assert command.output.splitlines()[-1] == last
    item.refresh_from_db()
    assert item.status == "approved"
    assert list(Attempt.objects.values_list("status", "error_message")) == [
        ("cancelled", "cancelled: interrupted at the terminal")
    ]
    assert list(ExecutionRun.objects.values_list("status", flat=True)) == ["cancelled"]
    changes = StatusChange.objects.order_by("changed_at", "id")
    assert list(changes.values_list("to_status", flat=True)) == ["in_progress", "approved"]
    assert changes[1].reason == "cancelled: interrupted at the terminal"
    assert scene.leftovers() == []
