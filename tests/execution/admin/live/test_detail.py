from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actors import Actor
from backlog.choices import ItemStatus, SubagentType
from backlog.services.carrying_out import complete, fail
from execution.admin.live.detail import detail_of, item_of
from execution.choices import AttemptStatus, TaskStatus
from execution.models import Attempt, ExecutionTask
from tests.admin_pages import page_of, signed_in
from tests.executions import VALIDATED, make_attempt, make_lines, make_running, make_tasks
from tests.factories import (
    make_item,
    make_progress,
    make_remote_run,
    make_repository,
    make_task,
    make_viewer,
)

pytestmark = pytest.mark.django_db

LIVE = "/admin/execution/live/"
OPERATOR = Actor.operator()


def detail(item):
    found = item_of(item.pk, OPERATOR)
    assert found is not None
    return detail_of(found, OPERATOR, timezone.now())


def test_state_is_all_that_the_page_draws():
    shop = make_repository(github_full_name="acme/shop")
    item = make_item(
        title="Retry payments",
        repository=shop,
        status=ItemStatus.IN_PROGRESS,
        branch_name="mason/retry-payments",
    )
    attempt = make_running(item)
    Attempt.objects.update(input_tokens=900, output_tokens=100, cost="1.255")

    answer = signed_in(make_viewer()).get(f"{LIVE}{item.pk}/state.json").json()

    assert answer.pop("row")["title"] == "Retry payments"
    assert answer.pop("now") >= answer["attempt"].pop("deadline_at")[:4]
    assert answer == {
        "item": {
            "id": str(item.pk),
            "title": "Retry payments",
            "url": page_of(item),
            "status": "in_progress",
            "status_label": "In progress",
            "repository": "acme/shop",
        },
        "waves": [],
        "attempt": {
            "id": str(attempt.pk),
            "status": "running",
            "status_label": "Running",
            "starts": 1,
            "tokens": 1000,
            "cost": "1.26",
            "lines_added": 0,
            "lines_removed": 0,
            "is_being_cancelled": False,
            "may_be_cancelled": True,
        },
        "remote_run": None,
        "branch": "mason/retry-payments",
        "pull_request": "",
    }


def test_tasks_come_wave_by_wave_in_their_order():
    item = make_item(status=ItemStatus.IN_PROGRESS)
    run = make_attempt(item).run
    begun = timezone.now()
    make_task(item=item, run=run, wave_number=2, task_number=1)
    make_task(item=item, run=run, wave_number=1, task_number=2)
    first = make_task(
        item=item,
        run=run,
        subagent_type=SubagentType.EXPLORE,
        status=TaskStatus.FAILED,
        started_at=begun,
        completed_at=begun + timedelta(minutes=1),
        error_message="It broke",
    )

    waves = detail(item)["waves"]

    numbers = [(wave["number"], [task["number"] for task in wave["tasks"]]) for wave in waves]
    assert numbers == [(1, ["1.1", "1.2"]), (2, ["2.1"])]
    assert waves[0]["tasks"][0] == {
        "id": first.pk,
        "number": "1.1",
        "description": "Read the importer.",
        "subagent": "Explore",
        "status": "failed",
        "status_label": "Failed",
        "started_at": begun,
        "completed_at": begun + timedelta(minutes=1),
        "error": "It broke",
    }


@pytest.mark.parametrize(
    ("statuses", "state", "done"),
    [
        ([TaskStatus.PENDING, TaskStatus.PENDING], "ahead", 0),
        ([TaskStatus.IN_PROGRESS, TaskStatus.PENDING], "now", 0),
        ([TaskStatus.COMPLETED, TaskStatus.PENDING], "now", 1),
        ([TaskStatus.COMPLETED, TaskStatus.SKIPPED], "done", 1),
        ([TaskStatus.FAILED, TaskStatus.IN_PROGRESS], "failed", 0),
    ],
)
def test_state_of_a_wave_is_that_of_its_tasks(statuses, state, done):
    item = make_item(status=ItemStatus.IN_PROGRESS)
    run = make_attempt(item).run
    for number, status in enumerate(statuses, 1):
        make_task(item=item, run=run, wave_number=1, task_number=number, status=status)

    [wave] = detail(item)["waves"]

    assert (wave["title"], wave["state"], wave["done"]) == ("Wave 1", state, done)


def test_rounds_of_fixes_are_no_wave_of_the_plan():
    attempt = make_running(total_waves=1)
    for wave in (1, 2):
        make_task(item=attempt.item, run=attempt.run, wave_number=wave, task_number=1)

    assert [wave["title"] for wave in detail(attempt.item)["waves"]] == ["Wave 1", "Fixes"]


def test_an_item_that_was_never_executed_has_nothing():
    state = detail(make_item())

    assert (state["row"], state["waves"], state["attempt"]) == (None, [], None)


@pytest.mark.parametrize(
    ("values", "may", "is_being"),
    [
        ({"status": AttemptStatus.WAITING}, True, False),
        ({"status": AttemptStatus.WAITING, "cancel_requested_at": timezone.now()}, False, True),
        ({"status": AttemptStatus.SUCCEEDED}, False, False),
        ({"status": AttemptStatus.CANCELLED, "cancel_requested_at": timezone.now()}, False, False),
    ],
    ids=["waiting", "asked-for", "succeeded", "cancelled"],
)
def test_what_waits_or_runs_may_be_cancelled_once(values, may, is_being):
    attempt = detail(make_attempt(**values).item)["attempt"]

    assert (attempt["may_be_cancelled"], attempt["is_being_cancelled"]) == (may, is_being)


def test_branch_and_pull_request_of_a_remote_run_are_shown():
    progress = make_progress()
    run = make_remote_run(
        repository=progress.item.repository,
        item_ids=[progress.item_id],
        branch_name="mason/elsewhere",
        pr_url="https://github.com/acme/shop/pull/9",
    )

    state = detail(progress.item)

    assert (state["branch"], state["pull_request"]) == (run.branch_name, run.pr_url)
    assert state["remote_run"] == {"url": page_of(run), "status": "pending"}


def test_page_shows_it_without_scripts():
    attempt = make_running(inspector_findings=["<i>Unsafe</i>"], **VALIDATED)
    make_tasks(attempt)
    make_lines(attempt, "Cloned <acme>.")

    page = signed_in(make_viewer()).get(f"{LIVE}{attempt.item_id}/")

    assert '<li data-state="now" aria-current="step">' in page.text
    assert "&lt;i&gt;Unsafe&lt;/i&gt;" in page.text
    assert "Try it three times with one key" in page.text
    assert "<span >1 min 15 s</span>" in page.text
    assert "Exit status 1" in page.text
    assert "Cloned &lt;acme&gt;." in page.text


def test_page_of_what_failed_says_why():
    attempt = make_running()
    fail(item_id=attempt.item_id, error_message="", actor=OPERATOR)
    Attempt.objects.update(
        status=AttemptStatus.FAILED, lease=None, error_message="No <tests> passed"
    )

    page = signed_in(make_viewer()).get(f"{LIVE}{attempt.item_id}/")

    assert '<span data-part="outcome-label">Failed</span>' in page.text
    assert "No &lt;tests&gt; passed" in page.text


def test_page_of_what_succeeded_leads_to_its_pull_request():
    attempt, now = make_running(), timezone.now()
    url = "https://github.com/acme/shop/pull/7"
    complete(item_id=attempt.item_id, pr_url=url, actor=OPERATOR)
    ended = now - timedelta(minutes=2, seconds=30)
    Attempt.objects.update(status=AttemptStatus.SUCCEEDED, lease=None, completed_at=ended)

    page = signed_in(make_viewer()).get(f"{LIVE}{attempt.item_id}/")

    link = f'data-part="outcome-link" rel="noreferrer" href="{url}">{url}</a>'
    assert f'<p data-part="outcome-pull-request" ><a class="live-link" {link}' in page.text
    assert '<div class="live-fact-wide" data-part="pull-request-fact" hidden>' in page.text
    assert '<span data-part="moved-word">Ended</span> <span data-part="moved">2 min 3' in page.text
    assert '<dt data-part="elapsed-word">Took</dt>' in page.text
    assert '<strong data-part="elapsed">1 min 3' in page.text


def test_page_of_an_item_without_execution_says_so():
    item = make_item(status=ItemStatus.APPROVED)

    page = signed_in(make_viewer()).get(f"{LIVE}{item.pk}/")

    assert "No execution of this item has reported yet; the item is approved." in page.text


@pytest.mark.parametrize("address", ["item", "progress", "home"])
def test_other_pages_lead_there(address):
    attempt = make_running()
    pages = {
        "item": page_of(attempt.item),
        "progress": "/admin/execution/executionprogress/",
        "home": "/admin/",
    }

    page = signed_in(make_viewer()).get(pages[address])

    assert f'href="{LIVE}{attempt.item_id}/"' in page.text


def test_as_many_queries_for_thirty_tasks_as_for_one():
    attempt = make_running()
    counts = []
    for number in (1, 29):
        for _ in range(number):
            make_tasks(attempt)
        with CaptureQueriesContext(connection) as queries:
            detail(attempt.item)
        counts.append(len(queries))

    assert ExecutionTask.objects.count() == 150
    assert counts == [7, 7]
