from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actors import Actor
from backlog.choices import ItemStatus
from backlog.models import StatusChange
from backlog.services.carrying_out import complete, fail, release
from execution.admin.live.overview import SHOWN_NEXT, SHOWN_ROWS, overview
from execution.choices import AttemptStatus
from execution.models import Attempt, ExecutionPolicy, ExecutionProgress
from tests.admin_pages import signed_in
from tests.executions import make_attempt, make_running
from tests.factories import make_api_key, make_item, make_progress, make_repository, make_viewer

pytestmark = pytest.mark.django_db

LIST = "/admin/execution/live/"
STATE = f"{LIST}state.json"
PULL_REQUEST = "https://github.com/acme/shop/pull/7"
OPERATOR = Actor.operator()


def state():
    return overview(OPERATOR, timezone.now())


def titles(rows):
    return [row["title"] for row in rows]


def going_on(title, **values):
    return make_running(make_item(title=title, status=ItemStatus.IN_PROGRESS), **values)


def ended(attempt, status, **values):
    Attempt.objects.filter(pk=attempt.pk).update(
        status=status, lease=None, completed_at=timezone.now(), **values
    )


def test_a_row_is_what_the_stream_sends_and_what_belongs_to_it():
    shop = make_repository(github_full_name="acme/shop")
    item = make_item(title="Retry payments", repository=shop, status=ItemStatus.IN_PROGRESS)
    attempt = make_running(item, current_file="pay.py", files_touched=["pay.py"])
    progress = ExecutionProgress.objects.get()

    answer = signed_in(make_viewer()).get(STATE).json()

    [row] = answer["rows"]
    times = {name: row.pop(name) for name in ("started_at", "updated_at")}
    assert times == {
        name: getattr(progress, name).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        for name in times
    }
    assert 355 <= row.pop("seconds_left") <= 375
    assert row == {
        "id": str(progress.pk),
        "item_id": str(item.pk),
        "run_id": str(attempt.run_id),
        "current_phase": "building",
        "current_wave": 2,
        "total_waves": 3,
        "wave_status": "in_progress",
        "current_task": None,
        "tasks_completed": 2,
        "tasks_total": 5,
        "current_file": "pay.py",
        "files_touched": ["pay.py"],
        "lines_changed": 0,
        "validation_typescript": None,
        "validation_eslint": None,
        "validation_build": None,
        "validation_tests": None,
        "inspector_findings": [],
        "fix_iteration": 0,
        "max_iterations": 5,
        "completed_at": None,
        "title": "Retry payments",
        "item_status": "in_progress",
        "repository": "acme/shop",
        "repository_id": str(shop.pk),
        "url": f"{LIST}{item.pk}/",
        "pull_request": "",
        "outcome": None,
    }


def test_the_latest_begun_comes_first_and_what_ended_last():
    now = timezone.now()
    going_on("Older", started_at=now - timedelta(hours=1))
    over = going_on("Ended", started_at=now)
    going_on("Newer", started_at=now - timedelta(minutes=1))
    fail(item_id=over.item_id, error_message="", actor=OPERATOR)
    ended(over, AttemptStatus.FAILED)

    assert titles(state()["rows"]) == ["Newer", "Older", "Ended"]


def test_what_ended_stays_for_ten_minutes():
    items = [going_on(title).item for title in ("Just now", "Long ago")]
    for item in items:
        release(item_id=item.pk, actor=OPERATOR)
    StatusChange.objects.filter(item=items[1]).update(
        changed_at=timezone.now() - timedelta(minutes=10)
    )

    assert titles(state()["rows"]) == ["Just now"]


def test_an_end_is_told_by_the_attempt():
    attempt = going_on("It")
    fail(item_id=attempt.item_id, error_message="the engine says so", actor=OPERATOR)
    ended(attempt, AttemptStatus.CANCELLED, cancel_reason="Not now")

    [row] = state()["rows"]

    outcome = row["outcome"]
    assert (outcome["label"], outcome["tone"], outcome["why"]) == ("Cancelled", "plain", "Not now")


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (lambda item: complete(item_id=item, pr_url=PULL_REQUEST, actor=OPERATOR), "Completed"),
        (lambda item: fail(item_id=item, error_message="it broke", actor=OPERATOR), "Failed"),
        (lambda item: release(item_id=item, actor=OPERATOR), "Given back"),
    ],
)
def test_an_end_elsewhere_is_told_by_the_item(end, told):
    end(make_progress().item_id)

    [row] = state()["rows"]

    why = {"Completed": "", "Failed": "the attempt failed: it broke", "Given back": "released"}
    assert (row["outcome"]["label"], row["outcome"]["why"]) == (told, why[told])
    assert row["seconds_left"] is None
    assert row["pull_request"] == (PULL_REQUEST if told == "Completed" else "")


def test_attempts_that_wait_are_counted_and_the_next_are_named():
    shop = make_repository(github_full_name="acme/shop")
    items = [
        make_item(title=f"Item {place}", repository=shop, status=ItemStatus.APPROVED)
        for place in range(SHOWN_NEXT + 1)
    ]
    run = make_attempt(items[0]).run
    for place, item in enumerate(items[1:], start=2):
        make_attempt(item, run=run, place=place)

    waiting = state()["waiting"]

    assert (waiting["number"], waiting["is_capped"]) == (SHOWN_NEXT + 1, False)
    assert waiting["next"] == [
        {"title": item.title, "url": f"{LIST}{item.pk}/", "repository": "acme/shop"}
        for item in items[:SHOWN_NEXT]
    ]


def test_limits_are_those_of_repositories_with_items_in_progress():
    shop, till, idle = (make_repository(github_full_name=f"acme/{n}") for n in ("s", "t", "i"))
    ExecutionPolicy.objects.create(repository=till, items_at_once=7)
    make_item(repository=idle, status=ItemStatus.APPROVED)
    for repository in (shop, till, till):
        make_item(repository=repository, status=ItemStatus.IN_PROGRESS)

    assert state()["limits"] == [
        {"repository": "acme/s", "in_progress": 1, "limit": 3},
        {"repository": "acme/t", "in_progress": 2, "limit": 7},
    ]


def test_more_than_can_be_watched_is_cut():
    repository = make_repository()
    for _ in range(SHOWN_ROWS + 1):
        make_progress(item=make_item(repository=repository, status=ItemStatus.IN_PROGRESS))

    shown = state()

    assert (len(shown["rows"]), shown["is_cut"]) == (SHOWN_ROWS, True)


def test_nothing_is_empty():
    assert {**state(), "now": None} == {
        "now": None,
        "rows": [],
        "is_cut": False,
        "waiting": {"number": 0, "is_capped": False, "next": []},
        "limits": [],
    }


def test_an_agent_would_see_its_users_alone():
    attempt = going_on("Somebody else's")
    other = make_item(status=ItemStatus.IN_PROGRESS)
    make_running(other)
    agent = Actor.agent(make_api_key(user=attempt.item.user)[0])

    assert titles(overview(agent, timezone.now())["rows"]) == ["Somebody else's"]


def test_page_shows_it_without_scripts():
    attempt = going_on("Retry <b>payments</b>", current_file="shop/pay.py")
    make_attempt(make_item(title="The next", status=ItemStatus.APPROVED))

    page = signed_in(make_viewer()).get(LIST)

    assert "1 execution is going on" in page.text
    assert f'href="{LIST}{attempt.item_id}/">Retry &lt;b&gt;payments&lt;/b&gt;</a>' in page.text
    assert "Wave 2 of 3" in page.text
    assert "2 of 5 tasks done" in page.text
    assert "shop/pay.py" in page.text
    assert "about 6 min left" in page.text
    assert "The next" in page.text
    assert "1 of 3" in page.text


def test_empty_page_says_what_to_do():
    page = signed_in(make_viewer()).get(LIST)

    assert "Nothing is being executed" in page.text
    assert "python manage.py execute_approved" in page.text
    assert 'href="/admin/backlog/backlogitem/?status__exact=new"' in page.text


def test_as_many_queries_for_thirty_as_for_one():
    counts = []
    for number in (1, 29):
        for _ in range(number):
            make_attempt()
            going_on("Going on")
            fail(item_id=going_on("Ended").item_id, error_message="", actor=OPERATOR)
        with CaptureQueriesContext(connection) as queries:
            state()
        counts.append(len(queries))

    assert counts == [9, 9]
