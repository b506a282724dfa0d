"""What reviews brought, in the list of repositories."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.admin import relating
from accounts.models import GitHubRepository
from backlog.choices import AnalysisStatus, ItemStatus
from backlog.models import AnalysisRun
from tests.admin_pages import changelist_of, page_of, signed_in
from tests.factories import make_analysis_run, make_curator, make_item, make_repository

pytestmark = pytest.mark.django_db

LIST = changelist_of(GitHubRepository)


def cells(repository, page=None):
    """The texts of a repository's row, by column."""
    page = page or signed_in(make_curator()).get(LIST)
    row = page.text.split(f">{repository.github_full_name}</a>", 1)[1].split("</tr>")[0]
    found = re.findall(r'class="[^"]*field-(\w+)[^"]*"[^>]*>(.*?)</td>', row, re.DOTALL)
    return {name: " ".join(re.sub(r"<[^>]+>", " ", cell).split()) for name, cell in found}


def links(repository, column):
    page = signed_in(make_curator()).get(LIST)
    row = page.text.split(f">{repository.github_full_name}</a>", 1)[1].split("</tr>")[0]
    cell = row.split(f"field-{column}", 1)[1].split("</td>")[0]
    return [address.replace("&amp;", "&") for address in re.findall(r'href="([^"]+)"', cell)]


def review(repository, day, status):
    run = make_analysis_run(repository=repository, status=status)
    began = datetime(2026, 3, day, 14, 5, tzinfo=UTC)
    AnalysisRun.objects.filter(pk=run.pk).update(started_at=began)
    return run


def test_last_review_is_the_newest_with_its_state():
    repository, other = make_repository(), make_repository()
    review(repository, 3, AnalysisStatus.FAILED)
    review(repository, 9, AnalysisStatus.COMPLETED)
    review(repository, 5, AnalysisStatus.IN_PROGRESS)
    review(other, 20, AnalysisStatus.FAILED)

    assert cells(repository)["last_review"] == "March 9, 2026, 2:05 p.m. Completed"
    assert cells(other)["last_review"] == "March 20, 2026, 2:05 p.m. Failed"


def test_last_review_leads_to_its_page():
    repository = make_repository()
    run = review(repository, 9, AnalysisStatus.COMPLETED)

    assert links(repository, "last_review") == [page_of(run)]


def test_repository_without_a_review_says_never():
    assert cells(make_repository())["last_review"] == "never"


def test_new_and_approved_items_are_counted_for_each_repository():
    first, second = make_repository(), make_repository()
    for repository, status, number in [
        (first, ItemStatus.NEW, 3),
        (first, ItemStatus.APPROVED, 2),
        (first, ItemStatus.REJECTED, 4),
        (second, ItemStatus.NEW, 1),
    ]:
        for _ in range(number):
            make_item(repository=repository, status=status)

    counts = [(cells(one)["new_items"], cells(one)["approved_items"]) for one in (first, second)]
    assert counts == [("3", "2"), ("1", "0")]


@pytest.mark.parametrize("status", [ItemStatus.NEW, ItemStatus.APPROVED])
def test_count_leads_to_the_items_it_counts(status):
    repository = make_repository()
    item = make_item(repository=repository, status=status)
    make_item(repository=repository, status=ItemStatus.REJECTED)
    make_item(status=status)

    (address,) = links(repository, f"{status}_items")

    listed = signed_in(make_curator()).get(address).context["cl"].result_list
    assert [row.pk for row in listed] == [item.pk]


@pytest.mark.parametrize(("items", "shown"), [(2, "2"), (3, "2+"), (4, "2+")])
def test_counting_stops_at_the_limit(monkeypatch, items, shown):
    monkeypatch.setattr(relating, "MAXIMUM_COUNTED", 2)
    repository = make_repository()
    for _ in range(items):
        make_item(repository=repository)

    assert cells(repository)["new_items"] == shown


def test_links_of_a_page_stop_counting_too(monkeypatch):
    monkeypatch.setattr(relating, "MAXIMUM_COUNTED", 2)
    repository = make_repository()
    for status in [*[ItemStatus.NEW] * 3, ItemStatus.APPROVED]:
        make_item(repository=repository, status=status)

    page = signed_in(make_curator()).get(page_of(repository))

    (group,) = page.context["related_groups"]
    assert [(link.label, link.shown_count) for link in group.links] == [
        ("All", "2+"),
        ("New", "2+"),
        ("Approved", "1"),
    ]


def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(address)
    return [query["sql"] for query in captured.captured_queries]


def test_list_asks_as_often_for_thirty_repositories_as_for_one():
    client, numbers = signed_in(make_curator()), []
    for more in (1, 29):
        for _ in range(more):
            repository = make_repository()
            review(repository, 9, AnalysisStatus.COMPLETED)
            make_item(repository=repository)
        numbers.append(len(queries(client, LIST)))

    assert numbers[0] == numbers[1]


def test_every_look_at_the_items_is_limited():
    make_item()

    statements = queries(signed_in(make_curator()), LIST)

    about_items = [sql for sql in statements if "mason_pm_backlog_items" in sql]
    assert [sql.count("LIMIT 1001") for sql in about_items] == [2]


def test_page_of_a_repository_asks_once_about_all_statuses():
    repository = make_item().repository

    statements = queries(signed_in(make_curator()), page_of(repository))

    about_items = [sql for sql in statements if "mason_pm_backlog_items" in sql]
    assert [sql.count("LIMIT 1001") for sql in about_items] == [6]
