"""Counts that stop at a limit, and say so."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backlog import counting
from backlog.choices import ItemStatus
from backlog.counting import CappedCount, counted_up_to, status_counts
from backlog.models import BacklogItem
from tests.factories import make_item, make_repository

pytestmark = pytest.mark.django_db


def make(**statuses):
    repository = make_repository()
    for status, number in statuses.items():
        for _ in range(number):
            make_item(repository=repository, status=status)


@pytest.fixture
def limits(monkeypatch):
    monkeypatch.setattr(counting, "COUNTED_OF_A_STATUS", 2)
    monkeypatch.setattr(counting, "COUNTED_OF_A_SEARCH", 3)


def items():
    return BacklogItem.objects.by_priority()


@pytest.mark.parametrize(
    ("rows", "expected"), [(0, (0, False)), (2, (2, False)), (3, (3, False)), (4, (3, True))]
)
@pytest.mark.parametrize("text", ["", "close"])
def test_rows_are_counted_up_to_the_limit_and_no_further(rows, expected, text):
    make(new=rows)

    assert counted_up_to(items().searched(text), 3) == expected


@pytest.mark.usefixtures("limits")
def test_every_status_is_counted_up_to_its_own_limit():
    make(new=3, approved=2, rejected=1)

    assert status_counts(items()) == {
        ItemStatus.NEW: CappedCount(number=2, is_capped=True),
        ItemStatus.APPROVED: CappedCount(number=2, is_capped=False),
        ItemStatus.IN_PROGRESS: CappedCount(number=0, is_capped=False),
        ItemStatus.COMPLETED: CappedCount(number=0, is_capped=False),
        ItemStatus.DEFERRED: CappedCount(number=0, is_capped=False),
        ItemStatus.REJECTED: CappedCount(number=1, is_capped=False),
    }


def test_only_the_rows_at_hand_are_counted():
    make(new=2, approved=1)
    make_item(status="new", area="frontend")

    counts = status_counts(items().filter(area="frontend"))

    assert (counts["new"], counts["approved"]) == ((1, False), (0, False))


@pytest.mark.usefixtures("limits")
def test_a_search_is_counted_exactly_while_it_finds_few():
    make(new=2, approved=1)
    make_item(title="other", problem="-", solution="-")

    counts = status_counts(items().searched("close"))

    assert (counts["new"], counts["approved"]) == ((2, False), (1, False))


@pytest.mark.usefixtures("limits")
def test_counts_of_a_search_that_finds_many_say_that_there_may_be_more():
    make(new=4, approved=1)

    counts = status_counts(items().searched("close"))

    assert {count.is_capped for count in counts.values()} == {True}
    assert sum(count.number for count in counts.values()) <= 4


@pytest.mark.parametrize("text", ["", "close", "!!!"])
def test_no_rows_are_none_of_every_status(text):
    assert set(status_counts(items().none().searched(text)).values()) == {(0, False)}


@pytest.mark.parametrize("text", ["", "close"])
def test_all_statuses_take_one_query_however_many_rows_there_are(text):
    make(new=5, approved=5)

    with CaptureQueriesContext(connection) as queries:
        status_counts(items().searched(text))

    assert len(queries) == 1
