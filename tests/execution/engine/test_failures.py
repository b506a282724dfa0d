"""What goes wrong is said, and the item is deferred with the reason in its history."""

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from backlog.choices import ItemStatus
from execution.choices import LONGEST_KEPT_OUTPUT, AttemptStatus, RunStatus, TaskStatus
from execution.models import Attempt, ExecutionTask
from tests.executing import attempt_of, has_ended, messages_of, reason_of

pytestmark = pytest.mark.django_db(transaction=True)

PYTHON = Path(sys.executable).name

FAILING_AT = """
    import pathlib, sys
    prompt = sys.stdin.read()
    task = prompt.split("# Your task: ")[1].split(",")[0]
    if task == "TASK" and "WORD" in prompt:
        print("I tried.")
        sys.exit("No such class.")
    pathlib.Path(f"done-{task}.txt").write_text("done")
    print(f"Did {task}.")
"""


def failing_at(task, word="# Your task"):
    """An agent that fails at a task of items whose prompt has the word."""
    return FAILING_AT.replace("TASK", task).replace("WORD", word)


def failure_of(place, item):
    """Carry it out, and give what its attempt says; it failed, and nothing was pushed."""
    run = place.execute(item)
    attempt = attempt_of(item)
    item.refresh_from_db()
    assert (run.status, attempt.status) == (RunStatus.FAILED, AttemptStatus.FAILED)
    assert item.status == ItemStatus.DEFERRED
    assert list(place.remote.branches) in (["main"], [])
    return attempt.error_message


def test_a_task_that_fails_ends_the_attempt_after_its_wave(place):
    place.set_agent(failing_at("2.1"))
    item = place.item(waves=3, tasks=2)
    run = place.execute(item)
    attempt = attempt_of(item)
    item.refresh_from_db()
    tasks = ExecutionTask.objects.order_by("wave_number", "task_number")
    message = f"Task 2.1 failed: {PYTHON} failed with exit code 1: No such class."

    assert (run.status, attempt.status) == (RunStatus.FAILED, AttemptStatus.FAILED)
    assert (item.status, item.pr_url) == (ItemStatus.DEFERRED, None)
    assert attempt.error_message == message
    assert reason_of(item) == f"the attempt failed: {message}"
    assert run.error_message == f"Close the files: {message}"
    assert list(tasks.values_list("status", "error_message")) == [
        (TaskStatus.COMPLETED, None),
        (TaskStatus.COMPLETED, None),
        (TaskStatus.FAILED, message.removeprefix("Task 2.1 failed: ")),
        (TaskStatus.COMPLETED, None),
        (TaskStatus.SKIPPED, None),
        (TaskStatus.SKIPPED, None),
    ]
    assert (run.total_tasks, run.tasks_completed, run.tasks_failed) == (6, 3, 1)
    assert place.remote.branches.keys() == {"main"}
    assert "I tried." in messages_of(attempt)
    assert messages_of(attempt)[-1] == message


def test_one_item_that_fails_leaves_a_run_of_two_a_success_that_tells_it(place):
    place.set_agent(failing_at("1.1", "Bad"))
    good, bad = place.item("Good", waves=1, tasks=1), place.item("Bad", waves=1, tasks=1)
    run = place.execute(good, bad)

    assert run.status == RunStatus.SUCCESS
    assert run.error_message == (
        f"Bad: Task 1.1 failed: {PYTHON} failed with exit code 1: No such class."
    )
    assert {good.title: attempt_of(good).status, bad.title: attempt_of(bad).status} == {
        "Good": AttemptStatus.SUCCEEDED,
        "Bad": AttemptStatus.FAILED,
    }


def test_an_agent_that_takes_too_long_is_ended(place, settings):
    settings.AGENT_TIMEOUT_SECONDS = 1
    place.set_agent("import time; time.sleep(600)")
    message = failure_of(place, place.item(waves=1, tasks=1))

    assert message == f"Task 1.1 failed: {PYTHON} gave no answer in 1 s."


def test_an_agent_that_outlasts_the_time_budget_is_ended(place):
    place.set_agent("import time; time.sleep(600)")
    item = place.item(waves=1, tasks=1)
    run = place.plan(item)
    Attempt.objects.update(deadline_at=timezone.now() + timedelta(seconds=2))
    place.worker().run(has_ended(run))

    assert attempt_of(item).error_message == (
        "Task 1.1 failed: The time budget of 120 minutes is used up: give the item more, or split"
        " it."
    )


def test_an_agent_that_is_not_there_is_named(place, settings):
    settings.AGENT_COMMAND = "no-such-agent --fast"
    message = failure_of(place, place.item(waves=1, tasks=1))

    assert message == (
        "Task 1.1 failed: no-such-agent can't be started: No such file or directory."
    )


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (
            "",
            (
                "No agent is configured for general-purpose: set AGENT_COMMAND or"
                " EXECUTION_AGENT_COMMANDS."
            ),
        ),
        (
            "agent 'half",
            "The agent's command for general-purpose can't be read: No closing quotation.",
        ),
    ],
)
def test_without_a_command_for_an_agent_nothing_is_begun(place, settings, command, message):
    settings.AGENT_COMMAND = command

    assert failure_of(place, place.item()) == message
    assert not ExecutionTask.objects.exists()


def test_an_agent_that_writes_too_much_is_ended_and_its_log_is_cut(place):
    place.set_agent("while True: print('again and again')")
    item = place.item(waves=1, tasks=1)
    message = failure_of(place, item)
    messages = messages_of(attempt_of(item))

    assert message == f"Task 1.1 failed: {PYTHON} wrote more than 10 MB."
    assert messages.count("again and again") == 20_000
    assert messages[-3:] == [
        "What programs write is cut here: an attempt keeps no more of it.",
        message,
        message,
    ]


def test_what_an_agent_says_of_its_failure_is_bounded(place):
    place.set_agent("import sys; sys.exit('begin' + 9_000_000 * 'x' + 'end')")
    message = failure_of(place, place.item(waves=1, tasks=1))

    assert message == f"Task 1.1 failed: {PYTHON} failed with exit code 1: {997 * 'x'}end"


def test_a_long_summary_is_kept_in_its_end_and_characters_that_cannot_be_stored_are_replaced(place):
    place.set_agent(
        """
        import pathlib
        pathlib.Path("done.txt").write_text("done")
        print("begin" + 30_000 * "x" + chr(0) + "end")
        """
    )
    item = place.item(waves=1, tasks=1)
    run = place.execute(item)

    assert run.status == RunStatus.SUCCESS
    assert ExecutionTask.objects.get().result_summary == ((LONGEST_KEPT_OUTPUT - 4) * "x" + "�end")


def test_what_a_failing_agent_used_counts(place):
    place.set_agent(
        """
        import json, sys
        usage = {"input_tokens": 7, "output_tokens": 3}
        print(json.dumps({"result": "No.", "total_cost_usd": 0.25, "usage": usage}))
        sys.exit(1)
        """
    )
    item = place.item(waves=1, tasks=1)
    failure_of(place, item)
    attempt = attempt_of(item)

    assert (attempt.input_tokens, attempt.output_tokens, str(attempt.cost)) == (7, 3, "0.250000")


def test_a_prd_that_was_broken_after_planning_is_told(place):
    item = place.item()
    run = place.plan(item)
    type(item).objects.update(prd_content="# PRD: Nothing")
    place.worker().run(has_ended(run))

    assert attempt_of(item).status == AttemptStatus.FAILED
    assert attempt_of(item).error_message.startswith("The PRD can't be executed as it is: line 1")
    assert not ExecutionTask.objects.exists()


def test_a_fault_of_mason_itself_fails_the_attempt_and_is_told(place, settings, caplog):
    settings.EXECUTION_AUTHOR_NAME = None
    message = failure_of(place, place.item(waves=1, tasks=1))

    assert message.startswith(
        "Mason itself failed at this attempt; the worker's log says more: TypeError: "
    )
    assert [record.message.endswith(" broke") for record in caplog.records] == [True]


def test_a_failed_item_can_be_approved_and_carried_out_again(place, settings):
    settings.AGENT_COMMAND, right = "no-such-agent", settings.AGENT_COMMAND
    item = place.item(waves=1, tasks=1)
    failure_of(place, item)
    settings.AGENT_COMMAND = right
    type(item).objects.update(status=ItemStatus.APPROVED)
    run = place.execute(item)

    assert run.status == RunStatus.SUCCESS
    statuses = Attempt.objects.order_by("created_at").values_list("status", flat=True)
    assert list(statuses) == [AttemptStatus.FAILED, AttemptStatus.SUCCEEDED]
