import pytest
from django.test import Client

from backlog.models import BacklogItem
from tests.admin_pages import changelist_of, page_of, signed_in
from tests.factories import make_analysis_run, make_curator, make_item, make_repository

pytestmark = pytest.mark.django_db


def first_page():
    return signed_in(make_curator()).get("/admin/")


def test_counts_every_status_and_links_to_its_items():
    make_item()
    make_item(status="rejected")

    statuses = first_page().context["first_page"].statuses

    assert [(status.label, status.count) for status in statuses] == [
        ("New", 1),
        ("Approved", 0),
        ("In progress", 0),
        ("Completed", 0),
        ("Deferred", 0),
        ("Rejected", 1),
    ]
    assert statuses[0].url == f"{changelist_of(BacklogItem)}?status__exact=new"


def test_link_of_a_count_leads_to_exactly_these_items():
    wanted = make_item()
    make_item(status="rejected")
    client = signed_in(make_curator())

    page = client.get(client.get("/admin/").context["first_page"].statuses[0].url)

    assert list(page.context["cl"].result_list) == [wanted]


def test_recommends_the_five_best_new_items():
    repository = make_repository()
    items = [make_item(repository=repository, impact_score=n + 1) for n in range(6)]
    make_item(repository=repository, impact_score=10, status="approved")

    recommended = first_page().context["first_page"].recommendations

    assert [row.item for row in recommended] == items[:0:-1]
    assert [row.url for row in recommended] == [page_of(item) for item in items[:0:-1]]


def test_shows_running_and_failed_reviews():
    running = make_analysis_run()
    failed = make_analysis_run(status="failed", error_message="No such file.")
    make_analysis_run(status="completed")

    page = first_page()

    assert {row.run for row in page.context["first_page"].runs} == {running, failed}
    assert "No such file." in page.text


def test_empty_backlog_tells_the_command_that_fills_it():
    page = first_page()

    assert "Nothing is in the backlog yet" in page.text
    assert "python manage.py review PATH" in page.text


def test_decided_backlog_tells_the_command_that_finds_more():
    make_item(status="approved")

    page = first_page()

    assert "Everything new has been decided about." in page.text
    assert "python manage.py review PATH" in page.text


@pytest.mark.parametrize("rows", [1, 30])
def test_asks_as_many_queries_for_thirty_rows_as_for_one(rows, django_assert_num_queries):
    client = signed_in(make_curator())
    for _ in range(rows):
        make_item()
        make_analysis_run()

    with django_assert_num_queries(QUERIES):
        client.get("/admin/")


QUERIES = 5


def test_anonymous_visitors_are_sent_to_the_login():
    assert Client().get("/admin/").headers["Location"] == "/admin/login/?next=/admin/"


def test_carries_the_name_and_the_environment():
    page = first_page()

    assert page.context["site_title"] == "Mason"
    assert page.context["environment"] == ["Development", "info"]
