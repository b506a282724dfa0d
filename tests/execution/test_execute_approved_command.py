"""`manage.py execute_approved`."""

import re
import signal
import sys
import threading
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from backlog.choices import ItemStatus
from backlog.models import BacklogItem
from execution.choices import AttemptStatus, RunStatus
from execution.models import Attempt, ExecutionRun
from tests.executing import attempt_of, messages_of, prd, reason_of, signalled_when
from tests.factories import make_repository

pytestmark = pytest.mark.django_db(transaction=True)

TIME = re.compile(r"^\d\d:\d\d:\d\d ")


@pytest.fixture(autouse=True)
def _in_the_folder_of_the_place(place, settings):
    settings.EXECUTION_DIR = place.folder


def run(*arguments):
    """Give the lines that the command says, without the time of day."""
    output = StringIO()
    call_command("execute_approved", *map(str, arguments), stdout=output)
    return [TIME.sub("", line) for line in output.getvalue().splitlines()]


def failing(*arguments):
    """Give the lines that the command says before it fails, and how it fails."""
    output = StringIO()
    with pytest.raises(CommandError) as failure:
        call_command("execute_approved", *map(str, arguments), stdout=output)
    lines = [TIME.sub("", line) for line in output.getvalue().splitlines()]
    return lines, str(failure.value), failure.value.returncode


def test_it_carries_all_approved_items_out_and_tells_each_step(place):
    item = place.item("Close it", waves=1, tasks=1)
    lines = run("--repository", place.repository.github_full_name)
    attempt = attempt_of(item)

    assert attempt.status == AttemptStatus.SUCCEEDED
    told = messages_of(attempt)
    told.remove("Did 1.1.")
    assert lines == [
        f"Run {attempt.run_id}: 1 item of {place.repository}.",
        *[f"Close it: {message}" for message in told],
        f"succeeded: Close it: {attempt.pr_url}",
        "1 item completed.",
    ]


def test_when_some_items_fail_the_exit_code_is_3(place, settings):
    settings.EXECUTION_AGENT_COMMANDS = {"general-purpose": "false"}
    bad = place.item("Bad", waves=1, tasks=1, impact_score=9)
    text = bad.prd_content.replace("general-purpose", "Explore")
    good = place.item("Good", prd_content=text, impact_score=1)
    lines, message, code = failing()

    assert (message, code) == ("Not completed: 1 of 2 items.", 3)
    assert lines[-2:] == [
        "failed: Bad: Task 1.1 failed: false failed with exit code 1.",
        f"succeeded: Good: {attempt_of(good).pr_url}",
    ]


def test_when_all_items_fail_the_exit_code_is_1(place, settings):
    settings.AGENT_COMMAND = "false"
    place.item("Bad", waves=1, tasks=1)
    lines, message, code = failing()

    assert (message, code) == ("Not completed: 1 of 1 item.", 1)
    assert lines[-1] == "failed: Bad: Task 1.1 failed: false failed with exit code 1."


def test_named_items_alone_are_taken_and_others_told(place):
    place.item("Not named")
    named, unknown = place.item("Named"), uuid4()
    lines = run("--item", named.pk, unknown, "--no-wait")

    assert lines == [
        f"left out {unknown}: there is no such item in {place.repository}",
        f"Run {ExecutionRun.objects.get().pk}: 1 item of {place.repository}.",
    ]
    assert list(Attempt.objects.values_list("item__title", flat=True)) == ["Named"]


def test_without_waiting_the_work_is_left_to_workers(place):
    item = place.item()
    run("--no-wait")
    item.refresh_from_db()

    assert attempt_of(item).status == AttemptStatus.WAITING
    assert item.status == ItemStatus.APPROVED
    assert ProcrastinateJob.objects.get().args == {"attempt_id": str(attempt_of(item).pk)}


def test_a_dry_run_says_what_would_be_carried_out_and_changes_nothing(place):
    low = place.item("Low", impact_score=1)
    high = place.item("High", impact_score=9)
    type(high).objects.filter(pk=high.pk).update(title="High\nand mighty")
    without = place.item("Without", prd_content=None, impact_score=1)

    assert run("--dry-run") == [
        f"would carry out {high.pk}  High and mighty",
        f"would carry out {low.pk}  Low",
        (
            f"left out {without.pk}  Without: The PRD can't be executed as it is: the item has no"
            " PRD: write one, or have one generated"
        ),
        "2 items would be carried out.",
    ]
    assert run("--dry-run", "--limit", 1)[0] == f"would carry out {high.pk}  High and mighty"
    assert not ExecutionRun.objects.exists()


def test_a_limit_takes_the_best(place):
    place.item("Low", impact_score=1)
    place.item("High", impact_score=9)
    run("--limit", 1, "--no-wait")

    assert list(Attempt.objects.values_list("item__title", flat=True)) == ["High"]


def test_with_nothing_to_carry_out_it_fails_and_says_why(place):
    assert failing() == (
        [],
        f"No item of {place.repository} can be executed: none is approved.",
        1,
    )


def test_an_unknown_repository_is_named():
    assert failing("--repository", "acme/nothing") == (
        [],
        "There is no repository “acme/nothing”: name one as owner/name.",
        1,
    )


def test_an_unknown_user_is_named():
    assert failing("--user", "nobody")[1:] == ("There is no user “nobody”.", 1)


def test_of_several_repositories_one_must_be_named():
    make_repository()

    assert failing()[1:] == (
        "Name a repository as owner/name: several repositories are connected.",
        1,
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--limit", "0"],
            "Error: argument --limit: “0” must be a whole number from 1, as in 3",
        ),
        (["--item", "one"], "Error: argument --item: invalid UUID value: 'one'"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    assert failing(*arguments)[1] == message


def test_ctrl_c_ends_all_and_gives_the_items_back(place):
    place.set_agent(
        f"""
        import pathlib, time
        pathlib.Path("{place.note("begun")}").touch()
        time.sleep(600)
        """
    )
    item, waiting = place.item("Close it", waves=1, tasks=1), place.item("Later", impact_score=1)
    place.set_policy(items_at_once=1)
    before = signal.getsignal(signal.SIGINT)
    with signalled_when(place.note("begun").exists, signal.SIGINT):
        _, message, code = failing()
    item.refresh_from_db()
    waiting.refresh_from_db()

    assert (message, code) == (
        "Interrupted: the run is cancelled, its items are approved again.",
        130,
    )
    assert (item.status, waiting.status) == (ItemStatus.APPROVED, ItemStatus.APPROVED)
    assert reason_of(item) == "cancelled: interrupted at the terminal"
    statuses = Attempt.objects.values_list("status", flat=True)
    assert list(statuses) == [AttemptStatus.CANCELLED, AttemptStatus.CANCELLED]
    assert ExecutionRun.objects.get().status == RunStatus.CANCELLED
    assert signal.getsignal(signal.SIGINT) is before
    assert [thread.name for thread in threading.enumerate() if thread.name == "upkeep"] == []


def test_what_others_wrote_cant_steer_the_terminal(place, settings):
    settings.AGENT_COMMAND = ""
    place.item("Close\x1b]0;it", prd_content=prd("Close it").replace("Part 1", "Part \x1b[2J1"))
    lines, *_ = failing()
    settings.AGENT_COMMAND = f"{sys.executable} {place.agent} {{subagent}}"
    BacklogItem.objects.update(status=ItemStatus.APPROVED)
    lines += run()

    assert [line for line in lines if not line.isprintable()] == []
    assert any(line.startswith("failed: Close ]0;it: ") for line in lines)
    assert any(line.endswith("Wave 1 begins: Part [2J1") for line in lines)


def test_times_are_those_of_the_time_zone_that_is_set(place, settings):
    settings.TIME_ZONE = "Asia/Kolkata"
    item = place.item("Close it", waves=1, tasks=1)
    output = StringIO()
    call_command("execute_approved", stdout=output)
    begun_at = timezone.localtime(attempt_of(item).lines.earliest("pk").created_at)

    assert f"\n{begun_at:%H:%M:%S} Close it: The attempt begins.\n" in output.getvalue()
