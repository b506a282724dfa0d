"""The rules about what became of the same suggestion, on both sides of each threshold."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from backlog.choices import FilterTier
from backlog.judging.context import Context, Predecessor
from backlog.judging.judge import judge
from backlog.judging.policy import Policy
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


def verdict_on(context: Context):
    return judge(context, Policy(), {})


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
    filtering = verdict_on(context_of(status, age)).filtering
    assert (filtering and filtering.code) == code


@pytest.mark.parametrize(
    ("code", "status", "confidence", "evidence"),
    [
        ("already_decided", "rejected", "0.95", "Rejected item {}: Close the file"),
        ("in_hand", "in_progress", "0.90", "Item {}, in progress: Close the file"),
    ],
)
def test_an_objection_says_how_sure_it_is_and_of_what(code, status, confidence, evidence):
    context = context_of(status)
    (objection,) = verdict_on(context).objections
    assert (objection.code, objection.tier) == (code, FilterTier.CONTEXT)
    assert objection.confidence == Decimal(confidence)
    assert objection.evidence == evidence.format(context.predecessor.item.pk)
    assert objection.repeats == context.predecessor.item.pk
