import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog.admin.item_page.scores import impact_label, scores_of
from backlog.models import BacklogItem


@pytest.mark.parametrize(
    ("impact", "label"),
    [
        (10, "critical"),
        (9, "critical"),
        (8, "high"),
        (7, "high"),
        (6, "medium"),
        (5, "medium"),
        (4, "low"),
        (1, "low"),
        (None, ""),
    ],
)
def test_impact_has_its_word(impact, label):
    assert impact_label(impact) == label


@settings(deadline=None)
@given(st.integers(1, 10), st.integers(1, 10))
def test_arithmetic_that_is_shown_gives_the_priority(impact, effort):
    priority = 2 * impact - effort
    item = BacklogItem(impact_score=impact, effort_score=effort)
    item.priority_score = priority

    scores = scores_of(item)

    assert scores.doubled_impact - (scores.effort or 0) == scores.priority


@pytest.mark.parametrize(("impact", "effort", "win"), [(7, 3, True), (6, 3, False), (7, 4, False)])
def test_quick_win_is_named(impact, effort, win):
    item = BacklogItem(impact_score=impact, effort_score=effort)
    item.priority_score = 2 * impact - effort

    assert scores_of(item).is_quick_win is win
