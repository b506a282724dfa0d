import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backlog.choices import RECOMMENDED_ITEMS
from backlog.models import BacklogItem
from tests.factories import make_item, make_repository

pytestmark = pytest.mark.django_db


def make(title, *, priority, area="backend", **values):
    """An item of this priority that is no quick win unless scores are given."""
    scores = {"impact_score": 5, "effort_score": 10 - priority}
    return make_item(title=title, area=area, **{**scores, **values})


def recommended():
    return list(BacklogItem.objects.recommended().values_list("title", "recommendation"))


def test_priority_alone_counts_for_an_item_without_companions():
    make("one", priority=4)

    assert recommended() == [("one", 4)]


def test_quick_win_counts_five_more():
    make_item(title="win", impact_score=7, effort_score=3)

    assert recommended() == [("win", 16)]


@pytest.mark.parametrize(("impact", "effort"), [(6, 3), (7, 4)])
def test_nearly_a_quick_win_counts_no_more(impact, effort):
    make_item(title="near", impact_score=impact, effort_score=effort)

    assert recommended() == [("near", 2 * impact - effort)]


@pytest.mark.parametrize(("others", "bonus"), [(1, 1), (2, 2), (3, 3), (4, 3)])
def test_each_other_new_item_of_the_area_counts_one_up_to_three(others, bonus):
    make("first", priority=9)
    for number in range(others):
        make(f"other {number}", priority=1)

    assert recommended()[0] == ("first", 9 + bonus)


def test_items_of_another_area_or_status_are_no_companions():
    make("alone", priority=4)
    make("front", priority=2, area="frontend")
    make("decided", priority=1, status="approved")

    assert recommended() == [("alone", 4), ("front", 2)]


def test_items_without_area_are_no_companions():
    make("first", priority=4, area=None)
    make("second", priority=2, area=None)

    assert recommended() == [("first", 4), ("second", 2)]


def test_items_without_scores_come_last():
    make("scored", priority=0)
    make_item(title="unscored", area="frontend", impact_score=None, effort_score=None)

    assert recommended() == [("scored", 0), ("unscored", None)]


def test_oldest_comes_first_among_equals():
    make("older", priority=3)
    make("newer", priority=3)

    assert [title for title, _ in recommended()] == ["older", "newer"]


ITEMS = st.lists(
    st.tuples(
        st.sampled_from(["frontend", "backend", None]),
        st.sampled_from(["new", "new", "new", "approved"]),
        st.integers(1, 10) | st.none(),
        st.integers(1, 10),
    ),
    max_size=25,
)


def by_the_formula(items):
    """The same order, from every new item and the plain rule."""
    new = [item for item in items if item.status == "new"]

    def score(item):
        companions = sum(other.area == item.area for other in new) - 1 if item.area else 0
        return item.priority_score + 5 * item.is_quick_win + min(companions, 3)

    scored = [item for item in new if item.impact_score is not None]
    unscored = [item for item in new if item.impact_score is None]
    scored.sort(key=lambda item: (-score(item), item.created_at, item.pk))
    unscored.sort(key=lambda item: (item.created_at, item.pk))
    return [(item.pk, score(item)) for item in scored] + [(item.pk, None) for item in unscored]


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(items=ITEMS, elsewhere=ITEMS)
def test_the_recommended_are_the_best_by_the_plain_formula(items, elsewhere):
    BacklogItem.objects.all().delete()
    own, other = make_repository(), make_repository()
    for repository, rows in ((own, items), (other, elsewhere)):
        for area, status, impact, effort in rows:
            make_item(
                repository=repository,
                area=area,
                status=status,
                impact_score=impact,
                effort_score=effort,
            )
    for rows in (BacklogItem.objects.all(), BacklogItem.objects.filter(repository=own)):
        best = [(item.pk, item.recommendation) for item in rows.recommended()]

        assert best == by_the_formula(list(rows))[:RECOMMENDED_ITEMS]
