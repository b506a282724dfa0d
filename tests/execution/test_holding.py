"""One start at a time holds an attempt; without its lease nothing is written."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from accounts.actors import Actor
from backlog.choices import ItemStatus, SubagentType
from backlog.models import StatusChange
from backlog.prd.document import PlannedTask, Wave
from execution.choices import AttemptStatus, Checkpoint, Phase, RunStatus
from execution.exceptions import AttemptLost
from execution.models import ExecutionPolicy, ExecutionProgress
from execution.services.claims import claim_for_run, release_for_run
from execution.services.holding import (
    Postponed,
    add_usage,
    beat,
    cancelled_of,
    hand_back,
    note,
    take,
)
from execution.services.leased import Holder
from execution.services.leases import find_stalled
from execution.services.progress import Report, report_progress
from execution.services.settling import cancel_held, fail, succeed
from execution.services.tasks import add_task, begin_task, end_task, plan_tasks
from tests.attempts import MACHINE, all_rows, held, planned, ready_item, start, taken
from tests.factories import make_repository

pytestmark = pytest.mark.django_db

OPERATOR = Actor.operator()
WAVES = (Wave(1, "All", (PlannedTask("1.1", SubagentType.EXPLORE, "Look"),)),)

WRITERS = {
    "note": lambda holder, _: note(holder, commit="abc"),
    "note without a column": lambda holder, _: note(holder),
    "add_usage": lambda holder, _: add_usage(
        holder, input_tokens=1, output_tokens=1, cost=Decimal(1)
    ),
    "hand_back": lambda holder, _: hand_back(holder),
    "succeed": lambda holder, _: succeed(holder, pr_url="https://example.org/1"),
    "fail": lambda holder, _: fail(holder, error_message="No."),
    "cancel_held": lambda holder, _: cancel_held(holder),
    "plan_tasks": lambda holder, _: plan_tasks(holder, WAVES),
    "add_task": lambda holder, _: add_task(
        holder, wave_number=2, task_number=1, description="Fix", subagent=SubagentType.EXPLORE
    ),
    "begin_task": lambda holder, task: begin_task(holder, task.pk),
    "end_task": lambda holder, task: end_task(holder, task.pk, summary="Done."),
}


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_whoever_has_lost_its_lease_writes_nothing(writer):
    attempt, holder = held()
    (task,) = plan_tasks(holder, WAVES)
    before = all_rows()

    for lost in (Holder(attempt.pk, uuid4()), Holder(uuid4(), holder.lease)):
        with pytest.raises(AttemptLost):
            writer(lost, task)
    assert all_rows() == before


def test_beginning_starts_the_item_and_its_progress():
    attempt, holder = held()
    progress = ExecutionProgress.objects.get(item=attempt.item)

    assert (attempt.status, attempt.lease, attempt.machine, attempt.worker) == (
        AttemptStatus.RUNNING,
        holder.lease,
        MACHINE,
        "host 1",
    )
    assert (attempt.starts, attempt.branch) == (1, "mason/close-it")
    assert attempt.deadline_at - attempt.started_at == timedelta(minutes=120)
    assert (attempt.item.status, attempt.item.branch_name) == (
        ItemStatus.IN_PROGRESS,
        "mason/close-it",
    )
    assert (progress.run_id, progress.current_phase) == (str(attempt.run_id), Phase.SITE_REVIEW)
    assert attempt.run.status == RunStatus.IN_PROGRESS


def test_what_is_taken_is_not_taken_again():
    attempt, _ = held()
    before = all_rows()

    assert take(attempt_id=attempt.pk, start=start()) is None
    assert take(attempt_id=uuid4(), start=start()) is None
    assert all_rows() == before


def test_what_has_ended_is_not_taken_again():
    attempt, holder = held()
    fail(holder, error_message="No.")

    assert take(attempt_id=attempt.pk, start=start()) is None


def test_what_was_handed_back_waits_for_another_start_on_its_branch_with_the_time_budget_anew():
    attempt, holder = held()
    note(holder, checkpoint=Checkpoint.BEGUN)
    hand_back(holder)
    waiting = type(attempt).objects.get()
    again, _ = taken(attempt, branch="mason/another")
    item = attempt.item
    item.refresh_from_db()

    assert (waiting.status, waiting.lease, waiting.heartbeat_at) == (
        AttemptStatus.WAITING,
        None,
        None,
    )
    assert list(attempt.lines.values_list("log_level", "message")) == [
        ("warn", "The attempt doesn't go on: its worker ended; it waits for another start")
    ]
    assert (again.attempt.starts, again.attempt.branch) == (2, "mason/close-it")
    assert again.attempt.started_at == attempt.started_at
    assert waiting.deadline_at is None
    assert again.attempt.deadline_at > attempt.deadline_at
    assert StatusChange.objects.filter(to_status=ItemStatus.IN_PROGRESS).count() == 1


@pytest.mark.parametrize(
    ("checkpoint", "expected"),
    [(Checkpoint.BEGUN, (0, None)), (Checkpoint.COMMITTED, (3, "pass"))],
)
def test_work_that_is_done_anew_has_its_progress_anew_and_finished_work_keeps_it(
    checkpoint, expected
):
    attempt, holder = held()
    run_id = str(attempt.run_id)
    report = Report(tasks_completed=3, validation_tests="pass")
    report_progress(item_id=attempt.item_id, run_id=run_id, report=report, actor=OPERATOR)
    note(holder, checkpoint=checkpoint, commit="abc")
    hand_back(holder)
    taken(attempt)
    progress = ExecutionProgress.objects.get()

    assert (progress.tasks_completed, progress.validation_tests) == expected
    assert progress.run_id == run_id


def test_an_item_that_was_given_back_meanwhile_is_started_again():
    attempt, holder = held()
    hand_back(holder)
    release_for_run(item_id=attempt.item_id, run_id=str(attempt.run_id), actor=OPERATOR)
    taken(attempt)
    attempt.item.refresh_from_db()

    assert attempt.item.status == ItemStatus.IN_PROGRESS


def test_an_item_that_another_run_took_meanwhile_stays_with_it():
    attempt, holder = held()
    hand_back(holder)
    release_for_run(item_id=attempt.item_id, run_id=str(attempt.run_id), actor=OPERATOR)
    claim_for_run(repository_id=attempt.item.repository_id, run_id="theirs", actor=OPERATOR)

    assert take(attempt_id=attempt.pk, start=start()) is None
    attempt.refresh_from_db()
    assert (attempt.status, attempt.error_message) == (
        AttemptStatus.SKIPPED,
        "another run is carrying its item out",
    )
    assert attempt.item.progress.run_id == "theirs"


def test_as_many_items_as_a_repository_allows_are_in_progress():
    repository = make_repository()
    ExecutionPolicy.objects.create(repository=repository, items_at_once=2)
    items = [ready_item(repository=repository, title=f"Item {n}") for n in range(3)]
    first, second, third = planned(*items)
    taken(first)
    _, holder = taken(second)

    assert take(attempt_id=third.pk, start=start()) == Postponed(2)
    third.refresh_from_db()
    assert (third.status, third.starts) == (AttemptStatus.WAITING, 0)
    assert take(attempt_id=third.pk, start=start()) == Postponed(2)
    assert list(third.lines.values_list("message", flat=True)) == [
        "The attempt waits: 2 items of its repository are in progress, as many as may be."
    ]

    fail(holder, error_message="No.")
    taken(third)


def test_items_of_other_repositories_do_not_count():
    repository = make_repository()
    ExecutionPolicy.objects.create(repository=repository, items_at_once=1)
    held()
    (attempt,) = planned(ready_item(repository=repository))

    assert taken(attempt)[0].policy.items_at_once == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"is_active": False}, "acme/shop isn't active any more"),
        (None, "its item belongs to no repository any more"),
    ],
)
def test_what_belongs_to_no_active_repository_any_more_is_skipped(changes, reason):
    repository = make_repository(github_full_name="acme/shop")
    (attempt,) = planned(ready_item(repository=repository))
    if changes:
        type(repository).objects.update(**changes)
    else:
        type(attempt.item).objects.update(repository=None)

    assert take(attempt_id=attempt.pk, start=start()) is None
    attempt.refresh_from_db()
    assert (attempt.status, attempt.error_message) == (AttemptStatus.SKIPPED, reason)
    assert attempt.item.status == ItemStatus.APPROVED


def test_what_an_attempt_reaches_and_uses_is_kept():
    attempt, holder = held()
    note(holder, commit="abc", lines_added=3)
    for _ in range(2):
        add_usage(holder, input_tokens=10, output_tokens=1, cost=Decimal("0.0000015"))
    attempt.refresh_from_db()

    assert (attempt.commit, attempt.lines_added) == ("abc", 3)
    assert (attempt.input_tokens, attempt.output_tokens) == (20, 2)
    assert attempt.cost == Decimal("0.000004")


def test_leases_that_hold_are_told_with_when_they_were_asked_to_end():
    first, first_holder = held()
    second, second_holder = held()
    asked = timezone.now()
    type(first).objects.filter(pk=second.pk).update(cancel_requested_at=asked)

    assert cancelled_of([first_holder.lease, second_holder.lease, uuid4()]) == {
        first_holder.lease: None,
        second_holder.lease: asked,
    }


def let_all_be_old(minutes):
    """Let all progress be some minutes old; a trigger keeps the column otherwise."""
    past = timezone.now() - timedelta(minutes=minutes)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        ExecutionProgress.objects.update(updated_at=past)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_a_sign_of_life_keeps_the_item_from_being_given_back():
    _attempt, holder = held()
    other, _ = held()
    let_all_be_old(minutes=16)
    beat([holder.lease])

    assert find_stalled(actor=OPERATOR) == [other.item_id]


def test_a_sign_of_life_is_given_for_the_held_attempts_alone():
    attempt, holder = held()
    other, _ = held()
    beat([holder.lease, uuid4()])
    before = attempt.heartbeat_at, other.heartbeat_at
    attempt.refresh_from_db()
    other.refresh_from_db()

    assert attempt.heartbeat_at > before[0]
    assert other.heartbeat_at == before[1]


def test_a_sign_of_life_says_nothing_of_progress_that_another_run_has_by_now():
    attempt, holder = held()
    ExecutionProgress.objects.update(run_id="theirs")
    let_all_be_old(minutes=16)
    beat([holder.lease])

    assert find_stalled(actor=OPERATOR) == [attempt.item_id]
