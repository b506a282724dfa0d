"""Attempts whose worker is gone are brought back, and lost jobs are queued again."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from backlog.choices import ItemStatus
from backlog.models import StatusChange
from execution.choices import MAXIMUM_STARTS, AttemptStatus, Checkpoint, RunStatus
from execution.models import Attempt
from execution.services.holding import beat
from execution.services.leased import Holder
from execution.services.recovering import Interrupted, bring_back, find_interrupted, queue_forgotten
from tests.attempts import MACHINE, all_rows, held, planned, ready_item

pytestmark = pytest.mark.django_db

ANOTHER_MACHINE = UUID(int=2)


@pytest.fixture(autouse=True)
def _silent_after_a_second(settings):
    settings.EXECUTION_SILENT_SECONDS = 1


def fall_silent(attempt, seconds=60):
    past = timezone.now() - timedelta(seconds=seconds)
    Attempt.objects.filter(pk=attempt.pk).update(heartbeat_at=past)


def state_of(attempt):
    attempt.refresh_from_db()
    attempt.item.refresh_from_db()
    return attempt.status, attempt.item.status


def test_a_start_that_is_dead_on_this_machine_is_found_at_once():
    dead, dead_holder = held()
    held()

    found = find_interrupted(MACHINE, lambda attempt_id: attempt_id == dead.pk)
    assert found == [Interrupted(dead_holder)]


def test_a_start_of_another_machine_is_found_when_it_is_silent():
    silent, silent_holder = held()
    held()
    fall_silent(silent)
    (found,) = find_interrupted(ANOTHER_MACHINE, lambda _: True)

    assert found.holder == silent_holder
    assert timezone.now() - found.silent_since > timedelta(seconds=1)


def test_nobody_counts_as_silent_while_the_database_was_up_for_less(settings):
    settings.EXECUTION_SILENT_SECONDS = 10**8
    attempt, _ = held()
    fall_silent(attempt, seconds=2 * 10**8)

    assert find_interrupted(ANOTHER_MACHINE, lambda _: False) == []


def test_an_interrupted_attempt_waits_for_another_start_and_keeps_its_item():
    attempt, holder = held()
    ProcrastinateJob.objects.all().delete()

    assert bring_back(Interrupted(holder)) is True
    assert state_of(attempt) == (AttemptStatus.WAITING, ItemStatus.IN_PROGRESS)
    assert (attempt.lease, attempt.heartbeat_at, attempt.starts) == (None, None, 1)
    assert last_line(attempt) == (
        "The attempt doesn't go on: its worker is gone; it waits for another start"
    )
    assert ProcrastinateJob.objects.get().args == {"attempt_id": str(attempt.pk)}


def last_line(attempt):
    return attempt.lines.order_by("pk").values_list("message", flat=True).last()


def test_what_was_interrupted_too_often_fails():
    attempt, holder = held()
    Attempt.objects.update(starts=MAXIMUM_STARTS)
    message = "it was interrupted 3 times, by the end of its worker or of the database"

    assert bring_back(Interrupted(holder)) is True
    assert state_of(attempt) == (AttemptStatus.FAILED, ItemStatus.DEFERRED)
    assert attempt.error_message == message
    assert last_line(attempt) == f"The attempt doesn't go on: {message}"
    assert StatusChange.objects.latest("pk").reason == f"the attempt failed: {message}"


@pytest.mark.parametrize("checkpoint", [Checkpoint.COMMITTED, Checkpoint.PUSHED])
def test_work_that_is_committed_is_never_given_up_for_interruptions(checkpoint):
    attempt, holder = held()
    Attempt.objects.update(starts=MAXIMUM_STARTS + 4, checkpoint=checkpoint)
    bring_back(Interrupted(holder))

    assert state_of(attempt) == (AttemptStatus.WAITING, ItemStatus.IN_PROGRESS)


def test_what_was_to_be_cancelled_ends_cancelled():
    attempt, holder = held()
    Attempt.objects.update(
        cancel_requested_at=timezone.now(), cancel_reason="cancelled: no", starts=MAXIMUM_STARTS
    )
    bring_back(Interrupted(holder))

    assert state_of(attempt) == (AttemptStatus.CANCELLED, ItemStatus.APPROVED)
    assert attempt.error_message == "cancelled: no"
    assert last_line(attempt) == "The attempt doesn't go on: cancelled: no"
    assert attempt.run.status == RunStatus.CANCELLED


def test_a_sign_of_life_in_the_meantime_keeps_the_attempt_where_it_is():
    attempt, holder = held()
    fall_silent(attempt)
    (found,) = find_interrupted(ANOTHER_MACHINE, lambda _: False)
    beat([holder.lease])
    before = all_rows()

    assert bring_back(found) is False
    assert all_rows() == before


def test_another_start_in_the_meantime_is_left_alone():
    attempt, _ = held()
    before = all_rows()

    assert bring_back(Interrupted(Holder(attempt.pk, uuid4()))) is False
    assert all_rows() == before


def test_what_is_brought_back_once_is_not_brought_back_twice():
    _, holder = held()
    assert bring_back(Interrupted(holder)) is True
    before = all_rows()

    assert bring_back(Interrupted(holder)) is False
    assert all_rows() == before


def test_waiting_attempts_whose_job_was_lost_are_queued_again():
    (attempt,) = planned(ready_item())
    ProcrastinateJob.objects.all().delete()
    queue_forgotten()
    queue_forgotten()

    (job,) = ProcrastinateJob.objects.all()
    assert job.args == {"attempt_id": str(attempt.pk)}


def test_a_run_that_nothing_is_left_of_is_ended():
    attempt, _ = held()
    Attempt.objects.update(status=AttemptStatus.FAILED, lease=None, error_message="No.")
    queue_forgotten()
    attempt.run.refresh_from_db()

    assert attempt.run.status == RunStatus.FAILED
    assert attempt.run.completed_at is not None


def test_runs_that_go_on_are_left_alone():
    held()
    before = all_rows()
    queue_forgotten()

    assert all_rows() == before
