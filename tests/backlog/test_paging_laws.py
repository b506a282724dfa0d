import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.api.listing.columns import Columns
from accounts.api.listing.cursors import Cursor
from accounts.api.listing.parameters import Asked
from accounts.api.listing.questions import Question
from backlog.api.orders import ITEM_DIRECTIONS
from backlog.api.serializers import BacklogItemSerializer
from backlog.models import BacklogItem
from tests.factories import make_item, make_repository

pytestmark = pytest.mark.django_db

scores = st.none() | st.integers(1, 3)
few = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def page(ordering, limit, cursor=None):
    columns = ("id", "title")
    asked = Asked(limit, ordering, ITEM_DIRECTIONS[ordering], columns, cursor=cursor)
    question = Question.about(
        BacklogItem.objects.all(), asked, Columns.of(BacklogItemSerializer(), columns)
    )
    return question.page(None)


def pages_forward(ordering, limit):
    found = [page(ordering, limit)]
    while found[-1].after:
        found.append(page(ordering, limit, found[-1].after))
    return found


def titles(found):
    return [row["title"] for one in found for row in one.results]


def fill(values):
    BacklogItem.objects.all().delete()
    repository = make_repository()
    for number, score in enumerate(values):
        make_item(
            repository=repository,
            title=str(number),
            impact_score=score,
            effort_score=score,
            complexity=score,
        )


@few
@given(st.lists(scores, max_size=8), st.sampled_from(list(ITEM_DIRECTIONS)), st.integers(1, 4))
def test_pages_hold_every_row_once_in_the_order_of_the_list(values, ordering, limit):
    fill(values)
    order, flipped = ITEM_DIRECTIONS[ordering]
    whole = BacklogItem.objects.order_by(*order.ordering(backwards=flipped))

    forward = pages_forward(ordering, limit)

    assert titles(forward) == [item.title for item in whole]
    assert all(len(one.results) == limit for one in forward[:-1])


@few
@given(st.lists(scores, min_size=1, max_size=8), st.sampled_from(list(ITEM_DIRECTIONS)))
def test_going_back_gives_the_page_that_one_came_from(values, ordering):
    fill(values)
    forward = pages_forward(ordering, 2)

    for before, here in itertools.pairwise(forward):
        assert page(ordering, 2, here.before).results == before.results


def test_a_row_made_meanwhile_moves_no_other():
    repository = make_repository()
    for number in range(4):
        make_item(repository=repository, title=str(number), impact_score=5)
    first = page("-priority_score", 2)

    make_item(repository=repository, title="first of all", impact_score=10)

    assert titles([first, page("-priority_score", 2, first.after)]) == ["0", "1", "2", "3"]


def test_a_row_that_is_gone_doesnt_end_the_list():
    repository = make_repository()
    items = [make_item(repository=repository, title=str(number)) for number in range(4)]
    first = page("created_at", 2)

    items[1].delete()

    assert titles([page("created_at", 2, first.after)]) == ["2", "3"]


def test_a_cursor_stands_for_a_place_not_for_a_row():
    items = [make_item(title=str(number)) for number in range(2)]
    items[0].refresh_from_db()
    place = Cursor("created_at", (items[0].created_at, items[0].pk))

    assert titles([page("created_at", 5, place)]) == ["1"]
