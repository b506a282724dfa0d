"""What waits for its execution, what is running, and what went wrong."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from backlog.models import BacklogItem, StatusChange
from execution.models import ExecutionProgress, ExecutionRun
from mason.first_page.approved import approved_in
from mason.first_page.executions import executions_in
from mason.first_page.running import running_in
from mason.first_page.scope import Scope
from mason.first_page.trouble import trouble_in
from tests.admin_pages import make_remote_run, page_of, signed_in
from tests.factories import make_analysis_run, make_curator, make_item, make_repository

pytestmark = pytest.mark.django_db

MOMENT = timedelta(seconds=20)
MINUTES, DAYS = timedelta(minutes=1), timedelta(days=1)


def dated(row, **ages):
    """Give a row's times these ages, past the triggers that would touch them."""
    table = row._meta.db_table
    columns = ", ".join(f"{name} = %s" for name in ages)
    times = [timezone.now() - age for age in ages.values()]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"UPDATE {table} SET {columns} WHERE id = %s", [*times, row.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    row.refresh_from_db()
    return row


def approved_ago(age, **values):
    return dated(make_item(status="approved", **values), updated_at=age)


@pytest.mark.parametrize(
    ("age", "label"),
    [
        (MOMENT, "Under a day"),
        (DAYS - MOMENT, "Under a day"),
        (DAYS + MOMENT, "1 to 7 days"),
        (7 * DAYS - MOMENT, "1 to 7 days"),
        (7 * DAYS + MOMENT, "7 to 30 days"),
        (30 * DAYS - MOMENT, "7 to 30 days"),
        (30 * DAYS + MOMENT, "Older"),
    ],
)
def test_an_approved_item_counts_in_the_age_that_it_has(age, label):
    approved_ago(age)

    found = [age.label for age in approved_in(Scope()).ages if age.count]

    assert found == [label]


def test_an_age_leads_to_exactly_its_items():
    wanted = approved_ago(3 * DAYS)
    approved_ago(MOMENT)
    approved_ago(9 * DAYS)
    dated(make_item(), updated_at=3 * DAYS)

    url = approved_in(Scope()).ages[1].url
    page = signed_in(make_curator()).get(url, follow=True)

    assert list(page.context["cl"].result_list) == [wanted]


def test_the_five_that_wait_longest_are_shown():
    repository = make_repository()
    items = [approved_ago(age * DAYS, repository=repository) for age in range(7, 0, -1)]

    assert [waiting.item for waiting in approved_in(Scope()).oldest] == items[:5]


def in_progress(began=10 * MINUTES, moved=None, **values):
    """An item in progress since so long, whose progress moved so long ago; None for no report."""
    item = make_item(status="approved", repository=values.pop("repository", None))
    BacklogItem.objects.filter(pk=item.pk).update(status="in_progress")
    changes = StatusChange.objects.filter(item=item, to_status="in_progress")
    changes.update(changed_at=timezone.now() - began)
    if moved is not None:
        dated(ExecutionProgress.objects.create(item=item, **values), updated_at=moved)
    return item


def test_an_execution_says_how_far_it_is():
    in_progress(
        moved=2 * MINUTES,
        current_phase="building",
        current_wave=2,
        total_waves=3,
        tasks_completed=3,
        tasks_total=7,
    )

    (execution,) = executions_in(Scope())

    assert (execution.phase_variant, execution.percent) == ("primary", 42)
    text = signed_in(make_curator()).get("/admin/").text
    shown = ["Building", "Wave 2 of 3", "3 of 7 tasks", "For 10", "Last moved 2"]
    assert [part in text for part in shown] == [True] * len(shown)


@pytest.mark.parametrize(
    ("done", "of", "percent"), [(0, 0, 0), (0, 4, 0), (4, 4, 100), (9, 4, 100)]
)
def test_the_share_of_tasks_stays_within_the_bar(done, of, percent):
    in_progress(moved=MINUTES, tasks_completed=done, tasks_total=of)

    assert [execution.percent for execution in executions_in(Scope())] == [percent]


def test_what_an_earlier_attempt_reported_says_nothing_of_this_one():
    in_progress(began=5 * MINUTES, moved=60 * MINUTES, current_phase="inspection")

    (execution,) = executions_in(Scope())

    assert (execution.progress, execution.is_stale) == (None, False)


@pytest.mark.parametrize(
    ("began", "moved", "is_stale"),
    [
        (15 * MINUTES - MOMENT, None, False),
        (15 * MINUTES + MOMENT, None, True),
        (60 * MINUTES, 15 * MINUTES - MOMENT, False),
        (60 * MINUTES, 15 * MINUTES + MOMENT, True),
    ],
)
def test_an_execution_is_stuck_when_nothing_moved_for_fifteen_minutes(began, moved, is_stale):
    item = in_progress(began=began, moved=moved)

    executions = executions_in(Scope())
    moving = [execution.item for execution in running_in(Scope(), executions).executions]
    stuck = [(row.kind, row.url) for row in trouble_in(Scope(), executions).rows]

    assert moving == ([] if is_stale else [item])
    assert stuck == ([("Not moving", page_of(item))] if is_stale else [])


def test_five_executions_are_shown_and_the_rest_counted():
    repository = make_repository()
    for age in range(7):
        in_progress(moved=age * MOMENT, repository=repository)

    running = running_in(Scope(), executions_in(Scope()))

    assert (len(running.executions), running.hidden) == (5, 2)


def test_runs_and_reviews_in_progress_are_running_in_their_colours():
    make_analysis_run(repository=make_repository(github_full_name="acme/shop"), mode="quick")
    make_analysis_run(status="completed")
    dated(make_analysis_run(), started_at=DAYS + MOMENT)
    make_remote_run()
    ExecutionRun.objects.create(item_count=1, status="in_progress")
    ExecutionRun.objects.create(status="success")

    runs = running_in(Scope(), []).runs

    assert sorted((run.kind, run.name, run.status, run.variant) for run in runs) == [
        ("Local run", "1 item", "In progress", "warning"),
        ("Remote run", "mason/close-the-file", "Pending", "info"),
        ("Review", "acme/shop, quick", "In progress", "warning"),
    ]


def troubles():
    rows = trouble_in(Scope(), []).rows
    return [(row.kind, row.name, row.reason, row.variant) for row in rows]


def test_a_failed_attempt_is_told_with_its_reason_until_somebody_decides():
    item = in_progress()
    BacklogItem.objects.filter(pk=item.pk).update(status="deferred")
    StatusChange.objects.filter(to_status="deferred").update(reason="3 tests fail.")

    assert troubles() == [("Attempt failed", item.title, "3 tests fail.", "danger")]

    BacklogItem.objects.filter(pk=item.pk).update(status="new")
    assert troubles() == []


def test_a_persons_deferring_is_no_failure():
    item = make_item()
    BacklogItem.objects.filter(pk=item.pk).update(status="deferred")

    assert troubles() == []


def test_failed_runs_and_reviews_are_told_with_their_errors():
    shop = make_repository(github_full_name="acme/shop")
    make_analysis_run(repository=shop, status="failed", error_message="No such file.")
    remote = make_remote_run()
    type(remote).objects.update(status="failed", error_message="Push refused.")
    run = ExecutionRun.objects.create(status="failed", error_message="Interrupted.")

    assert sorted(troubles()) == [
        ("Local run failed", str(run), "Interrupted.", "danger"),
        ("Remote run failed", "mason/close-the-file", "Push refused.", "danger"),
        ("Review failed", "acme/shop, full", "No such file.", "danger"),
    ]


@pytest.mark.parametrize(
    ("age", "is_told"), [(7 * DAYS - MOMENT, True), (7 * DAYS + MOMENT, False)]
)
def test_a_failure_is_told_for_a_week(age, is_told):
    dated(make_analysis_run(status="failed"), started_at=age)

    assert bool(troubles()) is is_told


def test_a_review_in_progress_for_more_than_a_day_is_stuck():
    repository = make_repository(github_full_name="acme/shop")
    dated(make_analysis_run(repository=repository), started_at=DAYS + MOMENT)
    dated(make_analysis_run(), started_at=DAYS - MOMENT)

    reason = "In progress for more than a day: it has probably died."
    assert troubles() == [("Review not finished", "acme/shop, full", reason, "warning")]


def test_the_latest_trouble_comes_first():
    for age in (3, 1, 2):
        run = make_analysis_run(status="failed", error_message=str(age))
        dated(run, started_at=age * DAYS)

    assert [reason for _, _, reason, _ in troubles()] == ["1", "2", "3"]
