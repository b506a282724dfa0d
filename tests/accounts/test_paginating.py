"""Pages of long lists: found, counted and refused."""

import pytest
from django.db import connection
from django.db.models import F
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.admin import paginating
from accounts.admin.paginating import CappedPaginator, asked_page, completed
from accounts.models import User
from backlog.models import BacklogItem
from backlog.querysets import BY_CREATION, BY_EFFORT, BY_PRIORITY, ITEM_ORDERS
from tests.admin_pages import administrator, changelist_of, messages_of, signed_in
from tests.factories import make_curator, make_item, make_repository, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(monkeypatch):
    """Lists that count 2 rows, look one page ahead and end at row 12."""
    monkeypatch.setattr(paginating, "MAXIMUM_COUNTED", 2)
    monkeypatch.setattr(paginating, "PAGES_AHEAD", 1)
    monkeypatch.setattr(paginating, "LAST_ROW", 12)


def users(number):
    return [make_user(github_username=f"user-{n:02}") for n in range(number)]


@pytest.mark.parametrize(
    ("rows", "page", "count", "is_capped"),
    [
        (0, 1, 0, False),
        (3, 1, 3, False),
        (4, 1, 4, False),
        (5, 1, 4, True),
        (5, 2, 5, False),
        (7, 2, 6, True),
        (7, 3, 7, False),
    ],
)
@pytest.mark.usefixtures("few")
def test_rows_are_counted_as_far_as_the_pages_ahead(rows, page, count, is_capped):
    users(rows)
    pages = CappedPaginator(User.objects.all(), 2, page_number=page)

    assert (pages.count, pages.is_capped) == (count, is_capped)


@pytest.mark.usefixtures("few")
def test_pages_follow_each_other_without_gap_or_repetition():
    names = [user.github_username for user in users(7)]
    listed = []
    for number in (1, 2, 3, 4):
        pages = CappedPaginator(User.objects.all(), 2, page_number=number)
        listed += [user.github_username for user in pages.page(number)]

    assert listed == names


@pytest.mark.usefixtures("few")
def test_pages_of_a_search_follow_each_other_too():
    repository = make_repository()
    for _ in range(7):
        make_item(repository=repository)
    rows = BacklogItem.objects.by_priority().searched("close")
    listed = []
    for number in (1, 2, 3, 4):
        pages = CappedPaginator(rows, 2, page_number=number)
        listed += [item.pk for item in pages.page(number)]

    assert listed == [item.pk for item in BacklogItem.objects.by_priority()]
    assert (pages.count, pages.is_capped) == (7, False)


@pytest.mark.usefixtures("few")
def test_a_search_is_counted_as_far_as_the_pages_ahead():
    repository = make_repository()
    for _ in range(5):
        make_item(repository=repository)
    pages = CappedPaginator(BacklogItem.objects.by_priority().searched("close"), 2, page_number=1)

    assert (pages.count, pages.is_capped) == (4, True)


def test_rows_of_a_page_are_loaded_by_the_ids_that_an_index_has():
    users(3)
    pages = CappedPaginator(User.objects.all(), 2)
    with CaptureQueriesContext(connection) as queries:
        list(pages.page(1))
    _count, ids, rows = (query["sql"] for query in queries)

    assert ids.startswith('SELECT "mason_users"."id" AS "pk" FROM')
    assert ('"id" IN (' in rows, "OFFSET" in rows) == (True, False)


@pytest.mark.parametrize(
    ("query", "page"), [("", 1), ("p=3", 3), ("page=2", 2), ("p=0", 1), ("p=-2", 1), ("p=x", 1)]
)
def test_the_page_asked_for_is_read_from_a_list_or_an_autocomplete_field(query, page):
    assert asked_page(RequestFactory().get(f"/?{query}")) == page


@pytest.mark.usefixtures("few")
def test_a_page_out_of_reach_is_refused_with_what_to_do_instead(monkeypatch):
    monkeypatch.setattr("accounts.admin.access.CuratorAdmin.list_per_page", 2)
    for _ in range(3):
        make_item()
    page = signed_in(make_curator()).get(changelist_of(BacklogItem), {"p": "7"})

    assert page.context["cl"].page_num == 1
    assert messages_of(page) == [
        "Page 7 is out of reach: a list goes as far as row 12. Filter it, or sort it the other way."
    ]


@pytest.mark.usefixtures("few")
def test_a_later_page_of_a_list_is_reached_by_its_number(monkeypatch):
    monkeypatch.setattr("accounts.admin.access.CuratorAdmin.list_per_page", 2)
    repository = make_repository()
    for _ in range(7):
        make_item(repository=repository)
    page = signed_in(make_curator()).get(changelist_of(BacklogItem), {"p": "3"})
    expected = list(BacklogItem.objects.by_priority()[4:6])

    assert list(page.context["cl"].result_list) == expected
    assert "more than 6" not in page.text


def told(order):
    return [
        part if isinstance(part, str) else (part.expression.name, part.descending, part.nulls_first)
        for part in order
    ]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (["-priority_score", "-pk"], BY_PRIORITY),
        ([F("priority_score").desc(nulls_last=True), "id"], BY_PRIORITY),
        (["effort_score", "-pk"], BY_EFFORT),
        (["created_at", "-pk"], BY_CREATION),
        (["title", "-pk"], ["title", "-pk"]),
    ],
)
def test_an_order_by_a_column_is_completed_as_its_index_has_it(asked, expected):
    assert told(completed(asked, ITEM_ORDERS)) == told(expected)


def test_the_reverse_order_is_the_index_read_from_its_end():
    reverse = completed(["priority_score", "-pk"], ITEM_ORDERS)

    assert told(reverse) == [("priority_score", False, True), "-created_at", "-id"]


@pytest.mark.parametrize("column", [*ITEM_ORDERS])
@pytest.mark.parametrize("sign", ["", "-"])
def test_every_order_of_the_backlog_is_read_from_one_index(column, sign):
    rows = BacklogItem.objects.order_by(*completed([f"{sign}{column}"], ITEM_ORDERS))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    plan = rows.values_list("pk")[:30].explain()

    assert "Index Only Scan" in plan
    assert "Sort" not in plan


def test_a_list_sorted_by_a_column_is_sorted_to_the_last_one():
    repository = make_repository()
    for effort in (3, 1, None, 3):
        make_item(repository=repository, effort_score=effort)
    page = signed_in(administrator()).get(changelist_of(BacklogItem), {"o": column_number()})
    ascending = list(BacklogItem.objects.order_by(*BY_EFFORT))

    assert list(page.context["cl"].result_list) == ascending


def column_number():
    page = signed_in(administrator()).get(changelist_of(BacklogItem))
    return page.context["cl"].list_display.index("effort_score")
