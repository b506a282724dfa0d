import pytest

from backlog.models import BacklogItem
from tests.factories import make_item

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("impact", "effort", "priority"), [(1, 10, -8), (10, 1, 19), (5, 5, 5), (None, 3, None)]
)
def test_the_database_makes_the_priority(impact, effort, priority):
    item = make_item(impact_score=impact, effort_score=effort)
    item.refresh_from_db()
    assert item.priority_score == priority


@pytest.mark.parametrize(
    ("impact", "effort", "is_quick_win"),
    [(7, 3, True), (6, 3, False), (7, 4, False), (None, 1, False), (9, None, False)],
)
def test_a_quick_win_brings_much_for_little(impact, effort, is_quick_win):
    assert make_item(impact_score=impact, effort_score=effort).is_quick_win is is_quick_win


def test_items_are_ordered_by_priority_and_those_without_scores_come_last():
    unscored, low = make_item(impact_score=None), make_item(impact_score=2)
    high = make_item(impact_score=9)
    assert list(BacklogItem.objects.all()) == [high, low, unscored]
