"""What restoring takes off a rule, on both sides of each threshold, and what is filtered then."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from backlog.choices import Decision
from backlog.judging.context import Context, Predecessor
from backlog.judging.decay import Tally, decayed, is_trusted
from backlog.judging.judge import judge
from backlog.judging.policy import Policy
from backlog.models import BacklogItem, FilterConfirmation, FilteredItem, RestoreFeedback
from backlog.rule_codes import reason_parts
from backlog.services.feedback import feedback_by_rule
from tests.factories import make_filtered_item, make_repository, make_suggestion
from tests.reviews import counts, decide_about, run_review

confidences = st.decimals(min_value=0, max_value=1, places=2)
numbers = st.integers(min_value=0, max_value=1000)


def make_restores(repository, number, **values):
    """So many restored cases of a rule; `in_hand` of the second tier unless another is named."""
    for _ in range(number):
        case = make_filtered_item(repository=repository, override_status="restored", **values)
        RestoreFeedback.objects.create(
            filtered_item=case,
            filter_tier=case.filter_tier,
            filter_reason=case.filter_reason,
            restored_at=timezone.now(),
        )


@pytest.mark.parametrize(
    ("restores", "left"),
    [(0, "0.95"), (1, "0.95"), (2, "0.85"), (4, "0.85"), (5, "0.70"), (6, "0.70"), (99, "0.70")],
)
def test_two_restores_take_a_tenth_and_five_a_quarter_instead(restores, left):
    assert decayed(Decimal("0.95"), restores) == Decimal(left)


@given(confidences, numbers)
def test_what_is_left_is_a_confidence_and_never_more_than_before(confidence, restores):
    assert 0 <= decayed(confidence, restores) <= confidence


@given(confidences, numbers, numbers)
def test_more_restores_never_leave_more(confidence, some, more):
    assert decayed(confidence, some + more) <= decayed(confidence, some)


@pytest.mark.parametrize(
    ("cases", "restores", "trusted"),
    [(0, 0, True), (1, 0, True), (1, 1, False), (2, 1, True), (4, 2, True), (5, 3, False)],
)
def test_a_rule_restored_in_more_than_half_of_its_cases_is_not_trusted(cases, restores, trusted):
    assert is_trusted(cases=cases, restores=restores) is trusted


@pytest.mark.parametrize(
    ("restored", "left"),
    [
        (("tier2", "already_decided"), "0.85"),
        (("tier1", "already_decided"), "0.95"),
        (("tier2", "in_hand"), "0.95"),
    ],
)
def test_restores_count_against_their_own_tier_and_code_alone(restored, left):
    (objection,) = verdict_after({restored: Tally(4)}).objections
    assert objection.confidence == Decimal(left)


def verdict_after(feedback):
    """What the filter says of a suggestion that was rejected before."""
    item = BacklogItem(title="Close the file", status="rejected")
    now = datetime(2026, 1, 8, 12, tzinfo=UTC)
    return judge(Context(make_suggestion(), now, Predecessor(item=item)), Policy(), feedback)


@pytest.mark.parametrize(
    ("restores", "left", "filters"),
    [(1, "0.95", True), (2, "0.85", True), (4, "0.85", True), (5, "0.70", False)],
)
def test_a_rule_below_its_tiers_floor_filters_nothing(restores, left, filters):
    (objection,) = verdict_after({("tier2", "already_decided"): Tally(restores)}).objections
    assert (objection.confidence, objection.filters) == (Decimal(left), filters)


@pytest.mark.parametrize(
    ("reason", "parts"),
    [
        ("in_hand: It is being made.", ("in_hand", "It is being made.")),
        ("seen: It says: no.", ("seen", "It says: no.")),
        ("no rule", ("no rule", "")),
        ("", ("", "")),
    ],
)
def test_a_reason_is_a_code_and_a_sentence(reason, parts):
    assert reason_parts(reason) == parts


@pytest.mark.django_db
def test_feedback_is_counted_for_each_rule_of_the_repository_in_two_queries():
    repository = make_repository()
    make_restores(repository, 2)
    make_restores(repository, 3, filter_reason="vague: It says: no.", filter_tier="tier3")
    make_restores(make_repository(), 1)
    right = make_filtered_item(repository=repository)
    FilterConfirmation.objects.create(filtered_item=right, channel="admin")

    with CaptureQueriesContext(connection) as queries:
        found = feedback_by_rule(repository.pk)

    assert found == {("tier2", "in_hand"): Tally(2, 1), ("tier3", "vague"): Tally(3)}
    assert len(queries) == 2


REASON = "already_decided: The same suggestion was rejected, and its code is unchanged."


def reviewed_after(restores, repository):
    """What a review makes of a rejected suggestion after so many restores of that rule."""
    suggestion = make_suggestion()
    run_review(repository, suggestion)
    decide_about(BacklogItem.objects.get(), Decision.REJECT)
    make_restores(repository, restores, filter_reason=REASON)
    return run_review(repository, suggestion)


@pytest.mark.django_db
@pytest.mark.parametrize(("restores", "confidence"), [(1, "0.95"), (2, "0.85"), (4, "0.85")])
def test_a_review_filters_with_the_confidence_that_is_left(restores, confidence):
    repository = make_repository()

    assert counts(reviewed_after(restores, repository))["filtered"] == 1

    case = FilteredItem.objects.get(override_status="filtered")
    assert case.filter_confidence == Decimal(confidence)


@pytest.mark.django_db
def test_a_review_lets_through_what_a_decayed_rule_would_have_filtered():
    found = counts(reviewed_after(5, make_repository()))

    assert (found["reopened"], found["filtered"]) == (1, 0)


@pytest.mark.django_db
def test_restores_of_another_repository_leave_the_rule_as_it_is():
    make_restores(make_repository(), 5, filter_reason=REASON)

    assert counts(reviewed_after(0, make_repository()))["filtered"] == 1
