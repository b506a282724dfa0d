"""What stands around the backlog's list: tabs with counts, orders; what the page costs."""

import pytest

from backlog.choices import ItemStatus
from backlog.models import BacklogItem
from tests.admin_pages import signed_in
from tests.factories import (
    make_analysis_run,
    make_curator,
    make_item,
    make_repository,
    make_viewer,
)

pytestmark = pytest.mark.django_db

LIST = "/admin/backlog/backlogitem/"


def shown(query):
    return signed_in(make_viewer()).get(LIST, query)


def tabs(query):
    return {tab.label: tab for tab in shown(query).context["status_tabs"]}


def test_tabs_count_each_status_under_the_other_filters():
    for status in ItemStatus:
        make_item(status=status, area="backend")
        make_item(status=status, area="frontend")
    make_item(status="new", area="frontend")

    counts = {label: tab.count for label, tab in tabs({"area": "frontend"}).items()}

    assert counts == {
        "All": "",
        "New": "2",
        "Approved": "1",
        "In progress": "1",
        "Completed": "1",
        "Deferred": "1",
        "Rejected": "1",
    }


def test_the_chosen_tab_leaves_the_counts_of_the_others():
    make_item(status="new")
    make_item(status="rejected")

    found = tabs({"status__exact": "new"})

    assert [label for label, tab in found.items() if tab.is_chosen] == ["New"]
    assert (found["New"].count, found["Rejected"].count) == ("1", "1")


def test_tabs_keep_the_other_filters_and_begin_at_the_first_page():
    found = tabs({"area": "backend", "status__exact": "new", "o": "3", "p": "1"})

    assert found["Rejected"].url == "?area=backend&o=3&status__exact=rejected"
    assert found["All"].url == "?area=backend&o=3"


def test_tabs_stop_counting(monkeypatch):
    monkeypatch.setattr("backlog.counting.COUNTED_OF_A_STATUS", 2)
    repository = make_repository()
    for _ in range(3):
        make_item(repository=repository)

    assert tabs({})["New"].count == "2+"


@pytest.mark.parametrize("column", ["Priority", "Impact", "Effort", "Complexity", "Created"])
def test_the_list_is_sorted_by_scores_and_age(column):
    make_item()

    headers = shown({}).text.split("<thead")[1].split("</thead>")[0]

    assert f">{column}</a>" in " ".join(headers.split()).replace("> ", ">").replace(" <", "<")


def test_the_list_is_not_sorted_by_what_no_index_has():
    make_item(title="a", impact_score=1)
    make_item(title="b", impact_score=9)

    ordered = [item.title for item in shown({"o": "1"}).context["cl"].result_list]

    assert ordered == ["b", "a"]


QUERIES = 9


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_asks_a_fixed_number_of_queries(number, django_assert_num_queries):
    repository, client = make_repository(), signed_in(make_curator())
    for _ in range(number):
        make_item(repository=repository)
    client.get(LIST)

    with django_assert_num_queries(QUERIES):
        client.get(LIST)


@pytest.mark.parametrize("number", [1, 30])
def test_a_list_of_a_run_asks_one_query_more_for_its_name(number, django_assert_num_queries):
    run, client = make_analysis_run(), signed_in(make_curator())
    for _ in range(number):
        make_item(repository=run.repository, analysis_run=run)
    query = {"analysis_run__id__exact": run.pk, "area": "backend", "priority_from": "1"}
    client.get(LIST, query)

    with django_assert_num_queries(QUERIES + 1):
        client.get(LIST, query)


def test_a_full_page_is_at_most_400_kilobytes():
    repository = make_repository(github_full_name=f"acme/{'shop' * 10}")
    BacklogItem.objects.bulk_create(
        BacklogItem(repository=repository, title="A long title " * 10, problem="p", solution="s")
        for _ in range(60)
    )

    assert len(shown({}).content) <= 400_000
