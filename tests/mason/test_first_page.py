"""The first page as a whole: what it says first, what it leads to, what it costs."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backlog.choices import ItemStatus
from backlog.models import BacklogItem
from execution.models import ExecutionRun
from tests.admin_pages import (
    make_feedback,
    make_progress,
    make_remote_run,
    page_of,
    signed_in,
)
from tests.factories import (
    make_analysis_run,
    make_curator,
    make_filtered_item,
    make_item,
    make_repository,
    make_viewer,
)

pytestmark = pytest.mark.django_db

REVIEW = "python manage.py review PATH"
KEY = "python manage.py createapikey USER"


def opened(user=None):
    return signed_in(user or make_curator()).get("/admin/")


def first_page(user=None):
    return opened(user).context["first_page"]


def listed(user, url):
    """The rows of a list that the page leads to."""
    return set(signed_in(user).get(url, follow=True).context["cl"].result_list)


def test_every_status_is_counted_in_its_colour_and_linked():
    repository = make_repository()
    numbers = {"new": 3, "approved": 1, "in_progress": 2, "completed": 4, "rejected": 5}
    for status, number in numbers.items():
        for _ in range(number):
            make_item(repository=repository, status=status)

    counts = first_page().statuses.counts

    address = "/admin/backlog/backlogitem/?status__exact="
    assert [(row.status.label, str(row.count), row.variant, row.url) for row in counts] == [
        ("New", "3", "primary", f"{address}new"),
        ("Approved", "1", "info", f"{address}approved"),
        ("In progress", "2", "warning", f"{address}in_progress"),
        ("Completed", "4", "success", f"{address}completed"),
        ("Deferred", "0", "default", f"{address}deferred"),
        ("Rejected", "5", "danger", f"{address}rejected"),
    ]


def test_link_of_a_count_leads_to_exactly_these_items():
    curator, wanted = make_curator(), make_item()
    make_item(status="rejected")

    assert listed(curator, first_page(curator).statuses.counts[0].url) == {wanted}


def test_what_waits_is_the_first_thing_that_the_page_says():
    make_item()

    text = opened().text

    assert "new item waits for you" in text
    headings = ["for you</a>", "Decide next", "All items by status", "Quick wins", "Running now"]
    assert [text.index(heading) for heading in headings] == sorted(map(text.index, headings))


def test_the_five_best_new_items_are_recommended():
    repository = make_repository()
    items = [make_item(repository=repository, impact_score=n + 1) for n in range(6)]
    make_item(repository=repository, impact_score=10, status="approved")

    recommended = first_page().waiting.recommended

    assert [row.item for row in recommended] == items[:0:-1]
    assert [row.url for row in recommended] == [page_of(item) for item in items[:0:-1]]


def test_quick_wins_are_counted_and_the_best_five_shown():
    repository, curator = make_repository(), make_curator()
    wins = [
        make_item(repository=repository, impact_score=score, effort_score=3)
        for score in (7, 8, 9, 10, 8, 7)
    ]
    make_item(repository=repository, impact_score=7, effort_score=4)
    make_item(repository=repository, impact_score=6, effort_score=1)
    make_item(repository=repository, impact_score=9, effort_score=1, status="rejected")

    waiting = first_page(curator).waiting

    assert (str(waiting.quick_win_count), [row.item for row in waiting.quick_wins]) == (
        "6",
        [wins[3], wins[2], wins[1], wins[4], wins[0]],
    )
    assert listed(curator, waiting.quick_wins_url) == set(wins)


def test_whoever_decides_is_led_to_triage_and_others_are_not():
    make_item()

    assert first_page(make_curator()).waiting.triage_url == "/admin/backlog/backlogitem/triage/"
    assert first_page(make_viewer()).waiting.triage_url == ""


def test_empty_backlog_tells_the_command_that_fills_it():
    page = opened()

    assert "Nothing is in the backlog yet" in page.text
    assert REVIEW in page.text


def test_empty_backlog_of_a_repository_names_it():
    make_item()
    chosen = make_repository(github_full_name="acme/shop")

    page = opened(make_curator(default_repository=chosen))

    assert "Review a checkout of acme/shop:" in page.text


@pytest.mark.parametrize(
    ("status", "texts"),
    [
        ("approved", ["Everything new has been decided about.", REVIEW]),
        ("approved", ["No execution, run or review is in progress.", KEY]),
        ("new", ["No approved item waits for its execution."]),
        ("new", ["Nothing failed in the last 7 days, and nothing is stuck."]),
        ("rejected", ["No new item has both scores.", REVIEW]),
        ("new", ["Nothing was filtered yet.", REVIEW]),
    ],
)
def test_a_section_without_rows_says_what_to_do_next(status, texts):
    make_item(status=status, impact_score=5)

    page = opened()

    assert [text in page.text for text in texts] == [True] * len(texts)


def test_everything_is_about_the_remembered_repository():
    chosen, other = make_repository(), make_repository()
    mine = make_item(repository=chosen, impact_score=9, effort_score=1)
    make_item(repository=other, impact_score=9, effort_score=1)
    make_filtered_item(repository=other)
    make_item(repository=other, status="approved")
    make_item(repository=other, status="in_progress")
    make_analysis_run(repository=other)
    curator = make_curator(default_repository=chosen)

    page = first_page(curator)

    assert [str(row.count) for row in page.statuses.counts] == ["1", "0", "0", "0", "0", "0"]
    assert [row.item for row in page.waiting.recommended] == [mine]
    assert [row.item for row in page.waiting.quick_wins] == [mine]
    assert (page.approved.oldest, page.running.executions, page.running.runs) == ([], [], [])
    assert sum(cell.count.number for row in page.plot.rows for cell in row.cells) == 1
    assert not page.outcomes
    assert [str(week.came_in) for week in page.weeks.weeks][-1] == "1"


def test_links_keep_to_the_remembered_repository():
    chosen = make_repository()
    mine = make_item(repository=chosen)
    make_item()
    curator = make_curator(default_repository=chosen)

    page = first_page(curator)

    assert listed(curator, page.statuses.counts[0].url) == {mine}
    triage = f"/admin/backlog/backlogitem/triage/?repository__id__exact={chosen.pk}"
    assert page.waiting.triage_url == triage


def test_a_repository_that_was_deactivated_meanwhile_counts_as_none():
    chosen = make_repository(is_active=False)
    make_item()

    page = first_page(make_curator(default_repository=chosen))

    assert (page.chooser.repository, str(page.statuses.counts[0].count)) == (None, "1")


def rows_of_every_section():
    """One row of each kind that the page shows."""
    make_item(impact_score=9, effort_score=1)
    make_item(status=ItemStatus.APPROVED)
    failed = make_item(status=ItemStatus.IN_PROGRESS)
    BacklogItem.objects.filter(pk=failed.pk).update(status=ItemStatus.DEFERRED)
    make_progress()
    make_feedback()
    make_analysis_run()
    make_analysis_run(status="failed")
    make_remote_run()
    ExecutionRun.objects.create()
    ExecutionRun.objects.create(status="failed")


def queries_of_page(user):
    client = signed_in(user)
    with CaptureQueriesContext(connection) as queries:
        client.get("/admin/")
    return len(queries)


QUERIES = 22
OF_A_REPOSITORY = 2


@pytest.mark.parametrize("rows", [1, 30])
def test_asks_as_many_queries_for_thirty_rows_as_for_one(rows):
    for _ in range(rows):
        rows_of_every_section()

    assert queries_of_page(make_curator()) == QUERIES


@pytest.mark.parametrize("rows", [0, 1])
def test_asks_the_same_of_a_repository(rows):
    for _ in range(rows):
        rows_of_every_section()
    user = make_curator(default_repository=make_repository())

    assert queries_of_page(user) == QUERIES + OF_A_REPOSITORY


def test_every_query_of_the_page_has_a_limit():
    rows_of_every_section()
    client = signed_in(make_curator())

    with CaptureQueriesContext(connection) as queries:
        client.get("/admin/")

    asked = [query["sql"] for query in queries if "mason_" in query["sql"]]
    assert [sql for sql in asked if "LIMIT" not in sql and "users" not in sql] == []


def test_anonymous_visitors_are_sent_to_the_login():
    assert Client().get("/admin/").headers["Location"] == "/admin/login/?next=/admin/"


def test_carries_the_name_and_the_environment():
    page = opened()

    assert page.context["site_title"] == "Mason"
    assert page.context["environment"] == ["Development", "info"]
