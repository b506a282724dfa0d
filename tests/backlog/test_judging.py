"""The filter's rules on both sides of each threshold."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from backlog.choices import FilterTier, ItemStatus
from backlog.judging.already_decided import already_decided
from backlog.judging.context import Context, Predecessor
from backlog.judging.in_hand import in_hand
from backlog.judging.judge import RULES, objection_to
from backlog.judging.verdict import TIER_FLOORS, Objection
from backlog.models import BacklogItem
from tests.factories import make_suggestion

NOW = datetime(2026, 1, 8, 12, tzinfo=UTC)
A_WEEK = timedelta(days=7)
A_MOMENT = timedelta(microseconds=1)


def context_of(status: str | None, age: timedelta | None = None) -> Context:
    """What the rules see of an item that got this status so long ago."""
    item = None if status is None else BacklogItem(title="Close the file", status=status)
    decided_at = None if age is None else NOW - age
    return Context(make_suggestion(), NOW, Predecessor(item=item, decided_at=decided_at))


@pytest.mark.parametrize(
    ("status", "age", "code"),
    [
        (None, None, None),
        ("new", None, None),
        ("new", A_MOMENT, None),
        ("approved", A_MOMENT, None),
        ("deferred", A_MOMENT, None),
        ("in_progress", None, "in_hand"),
        ("in_progress", A_MOMENT, "in_hand"),
        ("in_progress", 52 * A_WEEK, "in_hand"),
        ("completed", None, None),
        ("completed", timedelta(0), "in_hand"),
        ("completed", A_WEEK - A_MOMENT, "in_hand"),
        ("completed", A_WEEK, None),
        ("completed", A_WEEK + A_MOMENT, None),
        ("rejected", None, "already_decided"),
        ("rejected", A_MOMENT, "already_decided"),
        ("rejected", 52 * A_WEEK, "already_decided"),
    ],
)
def test_a_suggestion_is_filtered_by_what_became_of_its_item(status, age, code):
    objection = objection_to(context_of(status, age))
    assert (objection and objection.code) == code


@pytest.mark.parametrize(
    ("rule", "status", "confidence", "evidence"),
    [
        (already_decided, "rejected", "0.95", "Rejected item {}: Close the file"),
        (in_hand, "in_progress", "0.90", "Item {}, in progress: Close the file"),
    ],
)
def test_an_objection_says_how_sure_it_is_and_of_what(rule, status, confidence, evidence):
    context = context_of(status)
    objection = rule(context)
    assert (objection.tier, objection.confidence) == (FilterTier.CONTEXT, Decimal(confidence))
    assert objection.evidence == evidence.format(context.predecessor.item.pk)


@pytest.mark.parametrize(
    ("tier", "confidence", "filters"),
    [
        (FilterTier.PATTERN, "0.89", False),
        (FilterTier.PATTERN, "0.90", True),
        (FilterTier.CONTEXT, "0.74", False),
        (FilterTier.CONTEXT, "0.75", True),
        (FilterTier.IMPACT, "0.69", False),
        (FilterTier.IMPACT, "0.70", True),
    ],
)
def test_an_objection_filters_from_its_tiers_floor_on(tier, confidence, filters):
    objection = Objection("code", tier, Decimal(confidence), "Why.", "What.")
    assert objection.filters is filters


def test_every_tier_has_a_floor():
    assert set(TIER_FLOORS) == set(FilterTier)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
@pytest.mark.parametrize("status", ItemStatus.values)
def test_no_rule_is_sure_of_less_than_its_tiers_floor(rule, status):
    objection = rule.objection_to(context_of(status, A_MOMENT))
    assert objection is None or objection.confidence >= TIER_FLOORS[objection.tier]


def test_the_reason_is_the_code_and_the_sentence():
    objection = already_decided(context_of("rejected"))
    assert replace(objection, code="c", sentence="Why.").reason == "c: Why."
