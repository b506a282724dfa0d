"""How attempts end, what becomes of items and tasks, and when and how runs end."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from backlog.choices import ItemStatus, SubagentType
from backlog.models import StatusChange
from backlog.prd.document import PlannedTask, Wave
from execution.choices import (
    LONGEST_KEPT_OUTPUT,
    AttemptStatus,
    Checkpoint,
    Phase,
    RunStatus,
    TaskStatus,
)
from execution.models import Attempt, ExecutionPolicy, ExecutionProgress, ExecutionTask
from execution.services.settling import cancel_held, fail, finish_run_if_ended, succeed
from execution.services.tasks import begin_task, end_task, plan_tasks
from tests.attempts import held, planned, ready_item, taken
from tests.factories import make_execution_run, make_repository

pytestmark = pytest.mark.django_db

URL = "https://github.example.org/acme/shop/pull/7"


def row(model, pk):
    return model.objects.get(pk=pk)


def reason_of(item):
    return StatusChange.objects.filter(item=item).latest("pk").reason


def test_an_attempt_that_succeeds_completes_its_item_and_its_progress():
    attempt, holder = held()
    succeed(holder, pr_url=URL)
    attempt, item = row(Attempt, attempt.pk), attempt.item
    item.refresh_from_db()
    progress = ExecutionProgress.objects.get()

    assert (attempt.status, attempt.checkpoint, attempt.pr_url) == (
        AttemptStatus.SUCCEEDED,
        Checkpoint.REQUESTED,
        URL,
    )
    assert (attempt.lease, attempt.error_message) == (None, None)
    assert (item.status, item.pr_url) == (ItemStatus.COMPLETED, URL)
    assert progress.current_phase == Phase.COMPLETE
    assert attempt.started_at < progress.completed_at <= attempt.completed_at
    assert attempt.run.status == RunStatus.SUCCESS
    assert attempt.run.completed_at >= attempt.completed_at


def test_a_failure_defers_the_item_and_keeps_the_end_of_a_long_message():
    attempt, holder = held()
    fail(holder, error_message="begin" + 30_000 * "x" + "end")
    attempt, item = row(Attempt, attempt.pk), attempt.item
    item.refresh_from_db()

    assert attempt.status == AttemptStatus.FAILED
    assert attempt.error_message == (LONGEST_KEPT_OUTPUT - 3) * "x" + "end"
    assert item.status == ItemStatus.DEFERRED
    assert reason_of(item) == "the attempt failed: begin" + 1_995 * "x"
    assert ExecutionProgress.objects.get().completed_at is None


def test_a_failure_without_a_message_ends_its_run_all_the_same():
    attempt, holder = held()
    fail(holder, error_message="")
    attempt = row(Attempt, attempt.pk)

    assert (attempt.status, attempt.error_message) == (AttemptStatus.FAILED, None)
    assert (attempt.run.status, attempt.run.error_message) == (RunStatus.FAILED, "Close it: ")


def test_a_cancelled_attempt_gives_its_item_back():
    attempt, holder = held()
    Attempt.objects.update(cancel_reason="cancelled by Ada: no time")
    cancel_held(holder)
    attempt, item = row(Attempt, attempt.pk), attempt.item
    item.refresh_from_db()

    assert (attempt.status, attempt.error_message) == (
        AttemptStatus.CANCELLED,
        "cancelled by Ada: no time",
    )
    assert (item.status, reason_of(item)) == (ItemStatus.APPROVED, "cancelled by Ada: no time")
    assert attempt.run.status == RunStatus.CANCELLED


@pytest.mark.parametrize("end", [lambda h: fail(h, error_message="No."), cancel_held])
def test_an_item_that_another_run_has_by_now_is_left_to_it(end):
    attempt, holder = held()
    ExecutionProgress.objects.update(run_id="theirs")
    end(holder)
    attempt.item.refresh_from_db()

    assert attempt.item.status == ItemStatus.IN_PROGRESS
    assert row(Attempt, attempt.pk).completed_at is not None


@pytest.mark.parametrize("end", [lambda h: fail(h, error_message="No."), cancel_held])
def test_an_item_that_a_curator_took_away_is_left_as_it_is(end):
    attempt, holder = held()
    type(attempt.item).objects.update(status=ItemStatus.DEFERRED)
    end(holder)
    attempt.item.refresh_from_db()

    assert attempt.item.status == ItemStatus.DEFERRED
    assert row(Attempt, attempt.pk).completed_at is not None


def test_tasks_that_were_begun_fail_and_others_are_skipped_when_the_attempt_ends():
    attempt, holder = held()
    tasks = tuple(PlannedTask(f"1.{n}", SubagentType.EXPLORE, "Look") for n in (1, 2, 3, 4))
    done, failed, begun, _ = plan_tasks(holder, (Wave(1, "All", tasks),))
    for task in (done, failed, begun):
        begin_task(holder, task.pk)
    end_task(holder, done.pk, summary="Seen.")
    end_task(holder, failed.pk, error_message="Blind.")
    fail(holder, error_message="No.")
    rows = ExecutionTask.objects.order_by("task_number")

    assert list(rows.values_list("status", "result_summary", "error_message")) == [
        (TaskStatus.COMPLETED, "Seen.", None),
        (TaskStatus.FAILED, None, "Blind."),
        (TaskStatus.FAILED, None, "The attempt ended."),
        (TaskStatus.SKIPPED, None, None),
    ]
    assert None not in rows.values_list("completed_at", flat=True)
    run = row(Attempt, attempt.pk).run
    assert (run.total_tasks, run.tasks_completed, run.tasks_failed) == (4, 1, 2)


def test_tasks_that_are_planned_anew_replace_those_of_an_earlier_start():
    _, holder = held()
    waves = (Wave(1, "All", (PlannedTask("1.1", SubagentType.EXPLORE, "Look"),)),)
    (first,) = plan_tasks(holder, waves)
    end_task(holder, first.pk, summary="Seen.")
    (second,) = plan_tasks(holder, waves)

    assert list(ExecutionTask.objects.values_list("pk", "status")) == [
        (second.pk, TaskStatus.PENDING)
    ]
    run = second.run
    run.refresh_from_db()
    assert (run.total_tasks, run.tasks_completed) == (1, 0)


@pytest.mark.parametrize(
    ("ended", "expected"),
    [
        (["succeeded", "failed", "cancelled"], RunStatus.SUCCESS),
        (["failed", "cancelled", "skipped"], RunStatus.FAILED),
        (["cancelled", "skipped"], RunStatus.CANCELLED),
        (["skipped"], RunStatus.CANCELLED),
        (["succeeded", "waiting"], RunStatus.PENDING),
    ],
)
def test_a_run_ends_as_its_attempts_did_once_all_have(ended, expected):
    repository = make_repository()
    run = planned(*[ready_item(repository=repository) for _ in ended])[0].run
    for attempt, status in zip(run.attempts.all(), ended, strict=True):
        Attempt.objects.filter(pk=attempt.pk).update(status=status)
    finish_run_if_ended(run.pk)
    run.refresh_from_db()

    assert (run.status, run.completed_at is None) == (expected, expected == RunStatus.PENDING)


def test_a_run_that_has_ended_stays_as_it_is():
    attempt, holder = held()
    run = attempt.run
    type(run).objects.update(status=RunStatus.CANCELLED)
    succeed(holder, pr_url=URL)
    run.refresh_from_db()
    before = run.completed_at
    finish_run_if_ended(run.pk)
    run.refresh_from_db()

    assert (run.status, run.completed_at) == (RunStatus.CANCELLED, before)


def test_a_run_tells_the_first_line_of_each_failure():
    repository = make_repository()
    first, second = planned(
        ready_item(repository=repository, title="First", impact_score=9),
        ready_item(repository=repository, title="Second", impact_score=1),
    )
    fail(taken(second)[1], error_message="Line\nAnother")
    fail(taken(first)[1], error_message="Tests fail.\nfoo")

    assert row(Attempt, first.pk).run.error_message == "First: Tests fail.\nSecond: Line"


def test_the_next_attempt_is_queued_when_one_ends(django_capture_on_commit_callbacks):
    repository = make_repository()
    ExecutionPolicy.objects.create(repository=repository, items_at_once=1)
    first, second = planned(*[ready_item(repository=repository) for _ in range(2)])
    _, holder = taken(first)
    ProcrastinateJob.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        fail(holder, error_message="No.")

    (job,) = ProcrastinateJob.objects.all()
    assert job.args == {"attempt_id": str(second.pk)}


def test_a_run_of_others_is_not_touched():
    other = make_execution_run()
    _, holder = held()
    fail(holder, error_message="No.")
    other.refresh_from_db()

    assert (other.status, other.completed_at) == (RunStatus.PENDING, None)
