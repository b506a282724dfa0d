"""Old log lines and finished jobs are deleted in small steps that wait for nobody."""

import re
from datetime import timedelta
from functools import partial
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from execution.models import Attempt, AttemptLine, ExecutionLog
from execution.services import pruning
from execution.services.pruning import count_prunable, prune
from tests.concurrency import at_once
from tests.databases import rows_of
from tests.factories import make_execution_run, make_item, make_log, make_remote_run

pytestmark = pytest.mark.django_db

OLD = timedelta(days=91)
YOUNG = timedelta(days=89)


def ninety_days_ago():
    return timezone.now() - timedelta(days=90)


def pruned(**options):
    """What every step deleted."""
    steps = prune(**{"before": ninety_days_ago(), "pause": 0, **options})
    return [(step.what, step.deleted) for step in steps]


def totals(steps):
    """How much was deleted, by what it is."""
    return {what: sum(number for of, number in steps if of == what) for what, _ in steps}


def finished_run(**values):
    return make_remote_run(status="success", pr_url="https://example.org/7", **values)


def log(run, age, message="x"):
    return make_log(execution_run=run, created_at=timezone.now() - age, message=message)


def make_attempt(**values):
    return Attempt.objects.create(
        run=make_execution_run(), item=make_item(), place=1, **{"status": "succeeded", **values}
    )


def line(attempt, age, message="x"):
    moment = timezone.now() - age
    return AttemptLine.objects.create(attempt=attempt, created_at=moment, message=message)


def make_job(status, age):
    """A job as procrastinate keeps it, whose last event is so old."""
    ((job_id,),) = rows_of(
        connection,
        "INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('queue', 'task')"
        " RETURNING id",
    )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, job_id])
        cursor.execute(
            "UPDATE procrastinate_events SET at = %s WHERE job_id = %s",
            [timezone.now() - age, job_id],
        )
    return job_id


def left(model):
    return set(model.objects.values_list("message", flat=True))


def test_lines_of_remote_runs_that_are_too_old_go():
    run = finished_run()
    log(run, OLD, "old")
    log(run, YOUNG, "young")

    assert totals(pruned())["log lines of remote runs"] == 1
    assert left(ExecutionLog) == {"young"}


def test_lines_of_attempts_that_are_too_old_go():
    attempt = make_attempt()
    line(attempt, OLD, "old")
    line(attempt, YOUNG, "young")

    assert totals(pruned())["log lines of attempts"] == 1
    assert left(AttemptLine) == {"young"}


@pytest.mark.parametrize("status", ["pending", "in_progress"])
def test_a_remote_run_that_is_going_on_keeps_its_lines(status):
    run = make_remote_run(status=status, started_at=timezone.now() - OLD)
    log(run, OLD, "old")
    log(run, YOUNG, "young")

    assert totals(pruned())["log lines of remote runs"] == 0
    assert left(ExecutionLog) == {"old", "young"}


def test_a_run_that_began_lately_keeps_lines_that_say_they_are_old():
    log(make_remote_run(), OLD)

    assert totals(pruned())["log lines of remote runs"] == 0


def test_a_run_that_was_never_finished_loses_its_lines_once_it_is_silent_for_as_long():
    log(make_remote_run(started_at=timezone.now() - OLD), OLD)

    assert totals(pruned())["log lines of remote runs"] == 1


def test_an_open_attempt_keeps_its_lines():
    line(make_attempt(status="waiting"), OLD)

    assert totals(pruned())["log lines of attempts"] == 0
    assert AttemptLine.objects.count() == 1


@pytest.mark.parametrize("status", ["succeeded", "failed", "cancelled", "aborted"])
def test_finished_jobs_go_with_their_events(status):
    old, young = make_job(status, OLD), make_job(status, YOUNG)

    assert totals(pruned())["finished jobs"] == 1
    assert set(ProcrastinateJob.objects.values_list("pk", flat=True)) == {young}
    assert not ProcrastinateEvent.objects.filter(job=old).exists()


@pytest.mark.parametrize("status", ["todo", "doing"])
def test_a_job_that_has_not_ended_stays(status):
    make_job(status, OLD)

    assert totals(pruned())["finished jobs"] == 0
    assert ProcrastinateJob.objects.count() == 1


def test_a_step_deletes_as_many_rows_as_it_may_and_the_last_one_finds_less():
    run, attempt, moment = finished_run(), make_attempt(), timezone.now() - OLD
    for _ in range(5):
        make_log(execution_run=run, created_at=moment)
        AttemptLine.objects.create(attempt=attempt, created_at=moment, message="x")
        make_job("succeeded", OLD)

    steps = pruned(rows=2)

    assert steps == [
        (what, deleted)
        for what in ("log lines of remote runs", "log lines of attempts", "finished jobs")
        for deleted in (2, 2, 1)
    ]


def test_what_stays_does_not_keep_later_rows_from_going():
    kept, gone = make_remote_run(), finished_run()
    for day in range(6):
        log(kept, OLD + timedelta(days=10 - day))
    log(gone, OLD)

    assert totals(pruned(rows=2))["log lines of remote runs"] == 1
    assert ExecutionLog.objects.count() == 6


def test_it_counts_what_it_would_delete():
    run = finished_run()
    for age in (OLD, OLD, YOUNG):
        log(run, age)
    log(make_remote_run(), OLD)
    line(make_attempt(), OLD)
    make_job("failed", OLD)

    counted = count_prunable(before=ninety_days_ago())

    assert counted == {
        "log lines of remote runs": 2,
        "log lines of attempts": 1,
        "finished jobs": 1,
    }
    assert totals(pruned()) == counted


@pytest.mark.django_db(transaction=True)
def test_whoever_stops_in_the_middle_keeps_what_is_deleted():
    run = finished_run()
    for _ in range(5):
        log(run, OLD)
    steps = prune(before=ninety_days_ago(), rows=2, pause=0)

    next(steps)
    steps.close()

    assert ExecutionLog.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_at_once_delete_everything_once():
    run = finished_run()
    ExecutionLog.objects.bulk_create(
        ExecutionLog(execution_run=run, message="x", created_at=timezone.now() - OLD)
        for _ in range(400)
    )

    both = at_once([partial(pruned, rows=20)] * 2)

    assert sum(totals(steps)["log lines of remote runs"] for steps in both) == 400
    assert not ExecutionLog.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_rows_that_another_holds_are_passed_by():
    run = finished_run()
    rows = [log(run, OLD + timedelta(days=5 - number)) for number in range(5)]
    held, may_end = Event(), Event()

    def hold():
        with transaction.atomic():
            ExecutionLog.objects.select_for_update().get(pk=rows[0].pk)
            held.set()
            may_end.wait(60)
        connection.close()

    holder = Thread(target=hold)
    holder.start()
    try:
        held.wait(60)
        assert totals(pruned(rows=2))["log lines of remote runs"] == 4
    finally:
        may_end.set()
        holder.join()
    assert [one.pk for one in ExecutionLog.objects.all()] == [rows[0].pk]


FILLING = """
    INSERT INTO {table} ({owner}, log_level, message, created_at)
    SELECT %s, 'info', 'line', now() - interval '200 days' + n * interval '2 minutes'
    FROM generate_series(1, 100000) AS n
"""
OWNERS = {
    ExecutionLog: ("execution_run_id", finished_run),
    AttemptLine: ("attempt_id", make_attempt),
}


def nodes(plan):
    return [plan, *(below for child in plan.get("Plans", []) for below in nodes(child))]


@pytest.mark.parametrize(
    ("model", "pruned_table"),
    [(ExecutionLog, pruning.REMOTE_LINES), (AttemptLine, pruning.ATTEMPT_LINES)],
)
def test_a_step_among_many_lines_reads_only_what_it_deletes(model, pruned_table):
    (owner, make_owner), table = OWNERS[model], model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(FILLING.format(table=table, owner=owner), [make_owner().pk])
        cursor.execute(f"ANALYZE {table}")
        given = {"before": ninety_days_ago(), "kept": [], "rows": 500}
        place = {"moment": "-infinity", "id": pruned_table.first_id}
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {pruned_table.step}", given | place)
        ((explained,),) = cursor.fetchall()

    scans = [one for one in nodes(explained[0]["Plan"]) if "Scan" in one["Node Type"]]
    read = [one for one in scans if "Relation Name" in one]
    assert len(read) == 3
    for one in read:
        assert re.search("Index|Bitmap", one["Node Type"]), one
        assert one["Actual Rows"] * one["Actual Loops"] <= 501
        assert one.get("Rows Removed by Filter", 0) == 0
