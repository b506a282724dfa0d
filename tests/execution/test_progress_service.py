from functools import partial

import pytest
from django.db import connection, transaction

from accounts.actors import Actor
from backlog.choices import ItemStatus
from backlog.exceptions import ItemNotFound
from backlog.models import BacklogItem
from backlog.services.carrying_out import release, start
from execution.choices import Phase, ValidationStatus, WaveStatus
from execution.exceptions import NotInProgress, RunConflict
from execution.models import ExecutionProgress
from execution.services.claims import claim_for_run
from execution.services.progress import Report, report_progress
from tests.concurrency import at_once
from tests.factories import make_api_key, make_item, make_repository

pytestmark = pytest.mark.django_db

OPERATOR = Actor.operator()


def claimed_item(run_id="run-1") -> BacklogItem:
    repository = make_repository()
    item = make_item(repository=repository, status=ItemStatus.APPROVED)
    claim_for_run(repository_id=repository.pk, run_id=run_id, actor=OPERATOR)
    return item


def report(item, run_id="run-1", **values):
    return report_progress(item_id=item.pk, run_id=run_id, report=Report(**values), actor=OPERATOR)


def test_a_claim_begins_the_progress_under_the_runs_id():
    item = claimed_item("run-7")
    assert list(
        ExecutionProgress.objects.values_list("item", "run_id", "current_phase", "wave_status")
    ) == [(item.pk, "run-7", "site_review", "pending")]


def test_a_report_sets_what_it_names_and_leaves_the_rest():
    item = claimed_item()
    report(item, current_phase=Phase.BUILDING, current_wave=2, files_touched=["a.py", "b.py"])

    report(item, wave_status=WaveStatus.IN_PROGRESS, validation_tests=ValidationStatus.PASS)

    stored = ExecutionProgress.objects.get()
    assert (stored.current_phase, stored.current_wave, stored.files_touched) == (
        "building",
        2,
        ["a.py", "b.py"],
    )
    assert (stored.wave_status, stored.validation_tests) == ("in_progress", "pass")


def test_a_report_without_news_is_a_sign_of_life():
    item = claimed_item()
    before = ExecutionProgress.objects.get().updated_at
    assert report(item).updated_at > before


def test_the_last_phase_ends_the_progress():
    item = claimed_item()
    assert report(item, current_phase=Phase.BUILDING).completed_at is None
    assert report(item, current_phase=Phase.COMPLETE).completed_at is not None


@pytest.mark.parametrize("run_id", ["run-2", None, ""])
def test_a_report_of_another_run_is_refused(run_id):
    item = claimed_item("run-1")
    with pytest.raises(RunConflict):
        report(item, run_id, current_wave=3)
    assert ExecutionProgress.objects.get().current_wave == 1


@pytest.mark.parametrize("status", [s for s in ItemStatus.values if s != "in_progress"])
def test_nothing_is_reported_of_an_item_that_nobody_carries_out(status):
    item = make_item(status=status)
    with pytest.raises(NotInProgress, match=f"is {status}, not in_progress"):
        report(item)


def test_a_new_attempt_begins_anew_whatever_an_earlier_one_left():
    item = claimed_item("run-1")
    report(item, current_phase=Phase.INSPECTION, current_wave=3, tasks_completed=9)
    release(item_id=item.pk, actor=OPERATOR)
    start(item_id=item.pk, branch_name="mason/again", actor=OPERATOR)

    progress = report(item, "run-2", current_task="Read the PRD")

    assert (progress.run_id, progress.current_phase, progress.current_wave) == (
        "run-2",
        "site_review",
        1,
    )
    assert (progress.tasks_completed, progress.current_task) == (0, "Read the PRD")


def test_the_run_that_lost_its_claim_is_told_so():
    item = claimed_item("run-1")
    release(item_id=item.pk, actor=OPERATOR)
    claim_for_run(repository_id=item.repository_id, run_id="run-2", actor=OPERATOR)
    with pytest.raises(RunConflict):
        report(item, "run-1")


def test_an_item_that_another_writer_set_in_progress_gets_its_progress_with_the_first_report():
    item = make_item(status=ItemStatus.IN_PROGRESS)
    assert report(item, "run-1", current_wave=2).current_wave == 2
    assert ExecutionProgress.objects.get().run_id == "run-1"


def test_a_run_that_plain_sql_began_in_one_transaction_holds_the_item():
    item = make_item(status=ItemStatus.APPROVED)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mason_pm_backlog_items SET status = 'in_progress' WHERE id = %s", [item.pk]
        )
        cursor.execute(
            "INSERT INTO mason_execution_progress (item_id, run_id, tasks_completed)"
            " VALUES (%s, 'run-1', 7)",
            [item.pk],
        )

    with pytest.raises(RunConflict):
        report(item, "run-2")
    assert report(item, "run-1", current_wave=2).tasks_completed == 7


def test_an_agent_reports_only_of_its_users_items():
    item = claimed_item()
    stranger = Actor.agent(make_api_key()[0])
    with pytest.raises(ItemNotFound):
        report_progress(item_id=item.pk, run_id="run-1", report=Report(), actor=stranger)


@pytest.mark.django_db(transaction=True)
def test_runs_that_claim_at_once_hold_different_items():
    repository = make_repository()
    for _ in range(8):
        make_item(repository=repository, status=ItemStatus.APPROVED)

    at_once(
        [
            partial(claim_for_run, repository_id=repository.pk, run_id=f"run-{n}", actor=OPERATOR)
            for n in range(8)
        ]
    )

    runs = ExecutionProgress.objects.values_list("run_id", flat=True)
    assert sorted(runs) == [f"run-{n}" for n in range(8)]
