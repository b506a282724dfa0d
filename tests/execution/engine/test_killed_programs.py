"""A program that is killed fails its task or validation, and nothing of it stays."""

import os
import signal

import pytest

from execution.models import Attempt
from tests.crash_outcomes import outcome_of, wait_until_ended
from tests.crashing import Scene
from tests.processes import eventually, is_running

pytestmark = pytest.mark.django_db(transaction=True)

REASONS = {
    "setup": "The set-up failed.\n\nthe set-up was killed by signal 9\n",
    "wave-1": "Task 1.1 failed: sh was killed by signal 9.",
    "wave-2": "Task 2.1 failed: sh was killed by signal 9.",
    "fix": "Round 1 of fixes failed: sh was killed by signal 9.",
}


def test_a_killed_agent_fails_its_attempt_and_a_killed_validation_is_mended(scene: Scene) -> None:
    items = {point: scene.hold(point) for point in (*REASONS, "validation")}
    with scene.worker() as worker:
        eventually(lambda: all(map(scene.gates.is_reached, items)))
        for point in items:
            os.kill(scene.gates.pid(point), signal.SIGKILL)
        scene.gates.open()
        wait_until_ended(*items.values())
        assert worker.stop() == 0
    for point, reason in REASONS.items():
        outcome = outcome_of(scene, items[point])
        ends = {name: outcome[name] for name in ("item", "history", "attempts", "run", "branches")}
        assert ends == {
            "item": "deferred",
            "history": ["in_progress", "deferred"],
            "attempts": [("failed", 1, "begun", reason)],
            "run": ("failed", 1, True),
            "branches": [],
        }
    mended = outcome_of(scene, items["validation"])
    assert (mended["item"], mended["calls"]) == ("completed", ["wave-1", "wave-2", "fix"])
    assert scene.leftovers() == []


def test_what_a_killed_keeper_leaves_is_ended_with_its_attempt(scene: Scene) -> None:
    agent = scene.gates.script(
        "daemons.sh",
        """
        setsid sleep 600 &
        echo $! > GATES/daemon
        echo $PPID > GATES/keeper.new
        mv GATES/keeper.new GATES/keeper
        wait
        """,
    )
    held = scene.hold("keeper")
    with scene.worker(AGENT_COMMAND=agent) as worker:
        scene.gates.wait("keeper")
        os.kill(scene.gates.pid("keeper"), signal.SIGKILL)
        wait_until_ended(held)
        eventually(lambda: not is_running(scene.gates.pid("daemon")))
        assert worker.stop() == 0
    assert Attempt.objects.get().error_message == "Task 1.1 failed: sh was killed by signal 9."
    assert scene.leftovers() == []


def test_a_killed_command_goes_on_when_it_is_started_again(scene: Scene) -> None:
    item = scene.approve("wave-1")
    with scene.manage("execute_approved", "--repository=acme/wave-1") as command:
        scene.gates.wait("wave-1")
        command.kill()
    scene.gates.open()
    with scene.manage("execute_approved", "--repository=acme/wave-1") as command:
        assert command.process.wait(60) == 0, command.output
    item.refresh_from_db()
    assert item.status == "completed"
    attempt = Attempt.objects.get()
    first, *_, result, reason = command.output.splitlines()
    assert first == f"Run {attempt.run_id} was interrupted: it goes on first."
    assert result == f"succeeded: Held at wave-1: {item.pr_url}"
    assert reason.startswith("No item of acme/wave-1 can be executed")
    assert (attempt.starts, scene.gates.calls("wave-1")) == (2, ["wave-1", "wave-1", "wave-2"])
    assert scene.leftovers() == []
