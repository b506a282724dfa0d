"""The numbers behind the first page's charts, and where their parts lead."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from backlog.choices import QUICK_WIN_MAXIMUM_EFFORT, QUICK_WIN_MINIMUM_IMPACT, FilterTier
from backlog.models import BacklogItem, FilteredItem, StatusChange
from mason.first_page.numbers import Count, counted
from mason.first_page.outcomes import outcomes_of
from mason.first_page.plot import plot_of
from mason.first_page.scope import Scope
from mason.first_page.weeks import mondays_until, weeks_of
from tests.admin_pages import signed_in
from tests.factories import make_curator, make_filtered_item, make_item, make_repository

pytestmark = pytest.mark.django_db

THURSDAY = date(2026, 3, 5)
EVERYWHERE = Scope()


def listed(url):
    return set(signed_in(make_curator()).get(url, follow=True).context["cl"].result_list)


@pytest.mark.parametrize(("there", "shown"), [(0, "0"), (2, "2"), (3, "3"), (4, "3+"), (9, "3+")])
def test_a_count_is_exact_up_to_its_limit(there, shown):
    repository = make_repository()
    for _ in range(there):
        make_item(repository=repository)

    assert [str(count) for count in counted([BacklogItem.objects.all()], limit=3)] == [shown]


def test_counts_of_several_sets_keep_their_order():
    make_item(status="approved")
    sets = [BacklogItem.objects.none(), BacklogItem.objects.approved(), BacklogItem.objects.new()]

    assert counted(sets) == [Count(0), Count(1), Count(0)]
    assert counted([]) == []


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)))
def test_the_weeks_are_twelve_mondays_in_a_row_up_to_today(today):
    mondays = mondays_until(today)

    assert [day.weekday() for day in mondays] == [0] * 12
    assert {b - a for a, b in pairwise(mondays)} == {timedelta(days=7)}
    assert mondays[-1] <= today < mondays[-1] + timedelta(days=7)


def came_at(moment, make_row=make_item):
    row = make_row()
    type(row).objects.filter(pk=row.pk).update(created_at=moment)


def numbers(name, today=THURSDAY):
    return [getattr(week, name).number for week in weeks_of(EVERYWHERE, today).weeks]


@pytest.mark.parametrize(
    ("moment", "index"),
    [
        (datetime(2025, 12, 14, 23, 59, tzinfo=UTC), None),
        (datetime(2025, 12, 15, tzinfo=UTC), 0),
        (datetime(2026, 3, 1, 23, 59, tzinfo=UTC), 10),
        (datetime(2026, 3, 2, tzinfo=UTC), 11),
        (datetime(2026, 3, 8, 23, 59, tzinfo=UTC), 11),
        (datetime(2026, 3, 9, tzinfo=UTC), None),
    ],
)
def test_a_suggestion_counts_in_the_week_from_monday_in_which_it_came(moment, index):
    came_at(moment)

    assert numbers("came_in") == [int(week == index) for week in range(12)]


def test_weeks_begin_in_the_present_time_zone():
    came_at(datetime(2026, 3, 1, 23, 30, tzinfo=UTC))

    with timezone.override("Europe/Berlin"):
        assert numbers("came_in")[-2:] == [0, 1]


def test_what_was_filtered_came_in_too():
    came_at(datetime(2026, 3, 3, tzinfo=UTC))
    came_at(datetime(2026, 3, 3, tzinfo=UTC), make_filtered_item)

    assert numbers("came_in")[-1] == 2


def test_decisions_about_new_items_go_out_and_nothing_else_does():
    for target in ("approved", "deferred", "rejected"):
        item = make_item()
        BacklogItem.objects.filter(pk=item.pk).update(status=target)
    for target in ("approved", "in_progress", "completed"):
        BacklogItem.objects.filter(pk=item.pk).exclude(status="rejected").update(status=target)
    BacklogItem.objects.filter(pk=item.pk).update(status="new")
    StatusChange.objects.update(changed_at=datetime(2026, 2, 24, tzinfo=UTC))

    assert numbers("went_out")[-3:] == [0, 3, 0]


def test_the_highest_bar_fills_the_chart_and_the_smallest_is_seen():
    repository = make_repository()
    for _ in range(4):
        came_at(datetime(2026, 3, 3, tzinfo=UTC), lambda: make_item(repository=repository))
    came_at(datetime(2026, 2, 24, tzinfo=UTC), lambda: make_item(repository=repository))

    heights = [week.in_height for week in weeks_of(EVERYWHERE, THURSDAY).weeks]

    assert heights[-3:] == [0, 25, 100]


def test_twelve_weeks_without_anything_are_no_chart():
    assert not weeks_of(EVERYWHERE, THURSDAY)


def cells():
    return {
        (cell.impact, cell.effort): cell for row in plot_of(EVERYWHERE).rows for cell in row.cells
    }


def test_new_items_are_counted_in_the_cell_of_their_scores():
    repository = make_repository()
    for _ in range(2):
        make_item(repository=repository, impact_score=9, effort_score=2)
    make_item(repository=repository, impact_score=9, effort_score=2, status="rejected")
    make_item(repository=repository, impact_score=None, effort_score=2)

    found = {place: cell.count.number for place, cell in cells().items() if cell.count}

    assert found == {(9, 2): 2}


def test_the_plot_has_every_place_once_the_greatest_impact_first():
    rows = plot_of(EVERYWHERE).rows

    assert [row.impact for row in rows] == [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
    assert [[cell.effort for cell in row.cells] for row in rows] == [[*range(1, 11)]] * 10
    assert not plot_of(EVERYWHERE)


def test_a_cell_leads_to_exactly_its_items():
    wanted = make_item(impact_score=9, effort_score=2)
    for other in [{"impact_score": 8}, {"effort_score": 3}, {"status": "approved"}]:
        make_item(**{"impact_score": 9, "effort_score": 2, **other})

    assert listed(cells()[9, 2].url) == {wanted}


def test_the_corner_of_quick_wins_is_marked():
    marked = {place for place, cell in cells().items() if cell.is_quick_win}

    assert marked == {
        (impact, effort)
        for impact in range(QUICK_WIN_MINIMUM_IMPACT, 11)
        for effort in range(1, QUICK_WIN_MAXIMUM_EFFORT + 1)
    }


def of_repository(repository):
    rows = plot_of(Scope(repository)).rows
    return {(c.impact, c.effort): str(c.count) for row in rows for c in row.cells if c.count}


def test_a_repositorys_plot_has_its_own_items_alone():
    repository = make_repository()
    for scores in ((9, 2), (9, 2), (3, 4)):
        make_item(repository=repository, impact_score=scores[0], effort_score=scores[1])
    make_item(repository=repository, impact_score=None, effort_score=None)
    make_item(impact_score=5, effort_score=5)

    assert of_repository(repository) == {(9, 2): "2", (3, 4): "1"}


def test_numbers_are_the_least_there_are_where_a_repository_has_too_many_items(monkeypatch):
    repository = make_repository()
    for _ in range(3):
        make_item(repository=repository, impact_score=9, effort_score=2)

    monkeypatch.setattr("mason.first_page.plot.READ_OF_A_REPOSITORY", 2)
    assert of_repository(repository) == {(9, 2): "3+"}


@pytest.mark.parametrize("is_of_repository", [True, False])
def test_a_cell_is_counted_up_to_a_limit(monkeypatch, is_of_repository):
    monkeypatch.setattr("mason.first_page.plot.COUNTED_OF_A_CELL", 2)
    repository = make_repository()
    for _ in range(3):
        make_item(repository=repository, impact_score=9, effort_score=2)

    rows = plot_of(Scope(repository if is_of_repository else None)).rows

    assert [str(c.count) for row in rows for c in row.cells if c.count] == ["2+"]


@pytest.mark.parametrize(("number", "size"), [(1, 1), (2, 2), (4, 2), (5, 3), (12, 4), (30, 5)])
def test_more_items_make_a_larger_dot(number, size):
    repository = make_repository()
    for _ in range(number):
        make_item(repository=repository, impact_score=5, effort_score=5)

    assert cells()[5, 5].size == size


def outcome_of(tier):
    return next(outcome for outcome in outcomes_of(EVERYWHERE).tiers if outcome.tier is tier)


def test_each_tier_says_what_it_kept_and_which_share_came_back():
    repository = make_repository()
    for state in ("filtered", "filtered", "restored"):
        make_filtered_item(repository=repository, override_status=state, filter_tier="tier3")

    outcome = outcome_of(FilterTier.IMPACT)

    shown = (str(outcome.kept), str(outcome.restored), outcome.rate)
    assert shown == ("2", "1", "33%")
    assert outcome_of(FilterTier.PATTERN).rate == "-"


def test_a_share_of_an_unknown_number_is_told_as_the_most_it_can_be(monkeypatch):
    monkeypatch.setattr("mason.first_page.outcomes.COUNTED_OF_A_TIER", 3)
    repository = make_repository()
    for state in ("filtered",) * 4 + ("restored",):
        make_filtered_item(repository=repository, override_status=state)

    outcome = outcome_of(FilterTier.CONTEXT)

    assert (str(outcome.kept), outcome.rate) == ("3+", "under 26%")


def test_the_numbers_of_a_tier_lead_to_exactly_its_rows():
    kept = make_filtered_item()
    restored = make_filtered_item(override_status="restored")
    make_filtered_item(filter_tier="tier1")

    outcome = outcome_of(FilterTier.CONTEXT)

    assert (listed(outcome.kept_url), listed(outcome.restored_url)) == ({kept}, {restored})
    assert FilteredItem.objects.count() == 3
