from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backlog.choices import SubagentType
from execution.admin.item_panel import execution_panel
from execution.choices import Phase, RunStatus, TaskStatus, ValidationStatus
from execution.models import ExecutionProgress, ExecutionRun, ExecutionTask, RemoteExecutionRun
from tests.admin_pages import page_of, signed_in
from tests.factories import make_item, make_viewer

pytestmark = pytest.mark.django_db

PULL_REQUEST = "https://github.com/acme/shop/pull/7"


def make_progress(item, **values):
    return ExecutionProgress.objects.create(
        item=item, run_id="run-1", current_phase=Phase.BUILDING, **values
    )


def make_task(item, run, wave, number, **values):
    return ExecutionTask.objects.create(
        run=run,
        item=item,
        wave_number=wave,
        task_number=number,
        description=f"Task {wave}.{number}",
        subagent_type=SubagentType.BASH,
        **values,
    )


def make_remote_run(item, **values):
    return RemoteExecutionRun.objects.create(
        **{
            "repository": item.repository,
            "item_ids": [item.pk],
            "branch_name": "mason/x",
            "pr_url": PULL_REQUEST,
            **values,
        }
    )


def execution(item):
    panel = execution_panel(item)
    assert panel is not None
    return panel.content


def test_item_that_was_never_executed_has_no_panel():
    assert execution_panel(make_item()) is None


def test_progress_shows_phase_validations_and_time():
    item = make_item()
    begun = timezone.now() - timedelta(hours=2, minutes=5)
    make_progress(
        item,
        started_at=begun,
        completed_at=begun + timedelta(minutes=65),
        validation_tests=ValidationStatus.PASS,
        validation_build=ValidationStatus.FAIL,
    )

    progress = execution(item).progress

    assert (progress.phase.label, progress.phase.variant) == ("Building", "primary")
    assert [(check.name, check.label) for check in progress.validations] == [
        ("build", "Fail"),
        ("tests", "Pass"),
    ]
    assert progress.elapsed == "1 h 5 min"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (3600, "1 h 0 min"), (-5, "0 s")],
)
def test_time_is_told_in_words(seconds, words):
    item, begun = make_item(), timezone.now()
    make_progress(item, started_at=begun, completed_at=begun + timedelta(seconds=seconds))

    assert execution(item).progress.elapsed == words


def test_tasks_of_the_latest_run_come_wave_by_wave():
    item = make_item()
    old = ExecutionRun.objects.create(started_at=timezone.now() - timedelta(days=1))
    make_task(item, old, 1, 1)
    run = ExecutionRun.objects.create()
    make_task(item, run, 2, 1, status=TaskStatus.FAILED)
    make_task(item, run, 1, 2)
    make_task(item, run, 1, 1, status=TaskStatus.COMPLETED)

    waves = execution(item).waves

    assert [
        (wave.number, [(task.row.task_number, task.status.label) for task in wave.tasks])
        for wave in waves
    ] == [(1, [(1, "Completed"), (2, "Pending")]), (2, [(1, "Failed")])]


def test_latest_remote_run_of_the_item_is_shown_with_its_pull_request():
    item = make_item()
    make_remote_run(item, started_at=timezone.now() - timedelta(days=1), pr_url=None)
    latest = make_remote_run(item, status=RunStatus.SUCCESS)
    make_remote_run(make_item(repository=item.repository))

    shown = execution(item)

    assert (shown.remote_run.row, shown.remote_run.status.label) == (latest, "Success")
    assert (shown.branch, shown.pull_request) == ("mason/x", PULL_REQUEST)


def test_items_own_branch_and_pull_request_come_first():
    item = make_item(branch_name="mason/own", pr_url="https://github.com/acme/shop/pull/8")
    make_remote_run(item)

    shown = execution(item)

    assert (shown.branch, shown.pull_request) == ("mason/own", item.pr_url)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "acme/shop#7", "ftp://example.com/7"])
def test_pull_request_without_a_web_address_is_no_link(address):
    item = make_item(branch_name="mason/x", pr_url=address)

    assert execution(item).pull_request == ""


def test_panel_is_a_part_of_the_items_page():
    item = make_item(pr_url=PULL_REQUEST)
    make_progress(item, current_wave=2, total_waves=3, current_file="shop/<b>.py")

    page = signed_in(make_viewer()).get(page_of(item))

    assert [panel.title for panel in page.context["panels"]] == ["Execution"]
    assert f'href="{PULL_REQUEST}"' in page.text
    assert "2 of 3, pending" in page.text
    assert "shop/&lt;b&gt;.py" in page.text


def test_panel_asks_as_many_queries_for_thirty_rows_as_for_one():
    few, many = make_item(), make_item()
    for item, count in ((few, 1), (many, 30)):
        make_progress(item)
        run = ExecutionRun.objects.create()
        for number in range(count):
            make_task(item, run, 1, number)
            make_remote_run(item)

    for item in (few, many):
        with CaptureQueriesContext(connection) as queries:
            execution_panel(item)
        assert len(queries) == 3
