"""How each rule has done, in a repository and everywhere, and the page that shows it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backlog.judging.judge import RULES
from backlog.models import FilteredItem, RestoreFeedback
from backlog.services import rule_records as records
from backlog.services.rule_records import rule_records
from tests.admin_pages import signed_in
from tests.factories import make_curator, make_filtered_item, make_repository, make_viewer

pytestmark = pytest.mark.django_db

PAGE = "/admin/backlog/filtereditem/rules/"


def cases(repository, number, *, restored=0, **values):
    """So many cases of a rule, `in_hand` unless another is named, some of them restored."""
    for n in range(number):
        state = "restored" if n < restored else "filtered"
        case = make_filtered_item(repository=repository, override_status=state, **values)
        if n < restored:
            RestoreFeedback.objects.create(
                filtered_item=case,
                filter_tier=case.filter_tier,
                filter_reason=case.filter_reason,
                restored_at=timezone.now(),
            )


def record_of(code, repository=None):
    return next(record for record in rule_records(repository) if record.code == code)


def test_every_rule_is_there_before_it_had_a_case():
    assert [
        (record.tier, record.code, record.cases, record.confidence, record.latest_at)
        for record in rule_records()
    ] == sorted((rule.tier, rule.code, 0, rule.confidence, None) for rule in RULES)


def test_cases_and_restores_are_those_of_the_repository():
    repository = make_repository()
    cases(repository, 4, restored=1)
    cases(make_repository(), 3, restored=2)

    mine, every = record_of("in_hand", repository), record_of("in_hand")

    assert (mine.cases, mine.restored, mine.percent) == (4, 1, 25)
    assert (every.cases, every.restored, every.percent) == (7, 3, 43)


@pytest.mark.parametrize(
    ("restores", "left", "filters", "trusted"),
    [
        (1, "0.90", True, True),
        (2, "0.80", True, True),
        (4, "0.80", True, True),
        (5, "0.65", False, True),
        (6, "0.65", False, False),
    ],
)
def test_a_rule_says_what_is_left_of_it_and_whether_it_filters(restores, left, filters, trusted):
    repository = make_repository()
    cases(repository, 10, restored=restores)

    record = record_of("in_hand", repository)

    assert (record.lowest, record.floor) == (Decimal(left), Decimal("0.75"))
    assert (not record.silent_in, record.is_trusted) == (filters, trusted)


def test_over_all_repositories_a_rule_says_where_it_is_lowered_and_where_silent():
    for restores in (1, 2, 5):
        cases(make_repository(), 10, restored=restores)

    record = record_of("in_hand")

    assert (record.lowered_in, record.silent_in, record.lowest) == (2, 1, Decimal("0.65"))


def test_a_rule_of_another_writer_is_as_sure_as_it_said():
    repository = make_repository()
    cases(
        repository, 2, filter_tier="tier3", filter_reason="vague: It is.", filter_confidence="0.80"
    )
    cases(repository, 1, filter_tier=None, filter_reason="unknown")

    record = record_of("vague")

    assert (record.confidence, record.floor, record.cases) == (Decimal("0.80"), Decimal("0.70"), 2)
    assert "unknown" not in {record.code for record in rule_records()}


def test_the_latest_case_is_dated():
    repository = make_repository()
    cases(repository, 2)
    moment = datetime(2026, 1, 8, tzinfo=UTC)
    FilteredItem.objects.update(created_at=moment)

    assert record_of("in_hand").latest_at == moment


def test_of_many_cases_the_latest_are_counted(monkeypatch):
    monkeypatch.setattr(records, "LATEST", 2)
    repository = make_repository()
    cases(repository, 1, restored=1)
    FilteredItem.objects.update(created_at=datetime(2026, 1, 8, tzinfo=UTC))
    cases(repository, 2)

    record = record_of("in_hand", repository)

    assert (record.cases, record.restored) == (2, 0)


def opened(user=None):
    return signed_in(user or make_curator()).get(PAGE)


def test_the_page_shows_the_remembered_repository_and_leads_to_its_cases():
    repository = make_repository()
    cases(repository, 3, restored=1)
    cases(make_repository(), 2)
    curator = make_curator(default_repository=repository)

    rules = {rule.record.code: rule for rule in opened(curator).context["rules"]}
    client = signed_in(curator)
    found = [
        len(client.get(url).context["cl"].result_list)
        for url in (rules["in_hand"].cases_url, rules["in_hand"].restored_url)
    ]

    assert (rules["in_hand"].record.cases, found) == (3, [3, 1])


def test_the_page_says_of_a_repository_that_a_rule_does_not_filter_any_more():
    repository = make_repository()
    cases(repository, 6, restored=6)

    text = opened(make_curator(default_repository=repository)).text

    assert [part in text for part in ("0.65", "Not trusted", "6</a> (100%)")] == [True] * 3


def test_the_page_says_in_how_many_repositories_a_rule_is_lowered():
    cases(make_repository(), 6, restored=5)

    text = opened().text

    assert "0.65 at least, lowered in 1 repository" in text
    assert "Not in 1 repository" in text


def test_a_viewer_sees_the_rules():
    shown = [rule.record.code for rule in opened(make_viewer()).context["rules"]]
    assert sorted(shown) == sorted(rule.code for rule in RULES)


def test_nothing_is_posted_to_the_rules():
    assert signed_in(make_curator()).post(PAGE).status_code == 405


@pytest.mark.parametrize("number", [1, 30])
def test_asks_as_many_queries_for_thirty_cases_as_for_one(number):
    cases(make_repository(), number, restored=number)
    client = signed_in(make_curator())

    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE)

    assert len(queries) == QUERIES


QUERIES = 6
