from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.actors import Actor
from backlog.choices import Decision, ItemStatus
from backlog.models import BacklogItem, FilteredItem, Fingerprint, StatusChange
from backlog.services.restoring import restore
from tests.factories import make_curator, make_repository, make_suggestion
from tests.reviews import counts, decide_about, run_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def repository():
    return make_repository()


def test_what_was_rejected_is_filtered_once_and_then_repeated(repository):
    suggestion = make_suggestion()
    run_review(repository, suggestion)
    item = BacklogItem.objects.get()
    decide_about(item, Decision.REJECT)

    second, third = run_review(repository, suggestion), run_review(repository, suggestion)

    assert (second.suggestions.filtered, second.suggestions.added) == (1, 0)
    assert (third.suggestions.repeated, third.suggestions.filtered) == (1, 0)
    filtered = FilteredItem.objects.get()
    assert (filtered.filter_reason, filtered.filter_tier, filtered.filter_confidence) == (
        "already_decided: The same suggestion was rejected, and its code is unchanged.",
        "tier2",
        Decimal("0.95"),
    )
    assert filtered.evidence == f"Rejected item {item.pk}: {item.title} (rejected because: Not now)"
    assert filtered.title == suggestion.title


def complete_days_ago(item, days):
    BacklogItem.objects.filter(pk=item.pk).update(status=ItemStatus.APPROVED)
    BacklogItem.objects.filter(pk=item.pk).update(status=ItemStatus.IN_PROGRESS)
    BacklogItem.objects.filter(pk=item.pk).update(status=ItemStatus.COMPLETED)
    moment = timezone.now() - timedelta(days=days)
    StatusChange.objects.filter(item=item).update(changed_at=moment)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (6.99, {"added": 0, "repeated": 0, "reopened": 0, "filtered": 1, "held_back": 0}),
        (7.01, {"added": 0, "repeated": 0, "reopened": 1, "filtered": 0, "held_back": 0}),
    ],
)
def test_what_was_completed_in_the_last_week_is_in_hand(repository, days, expected):
    suggestion = make_suggestion()
    run_review(repository, suggestion)
    complete_days_ago(BacklogItem.objects.get(), days)
    assert counts(run_review(repository, suggestion)) == expected


def test_what_is_being_carried_out_is_in_hand(repository):
    suggestion = make_suggestion()
    run_review(repository, suggestion)
    BacklogItem.objects.update(status=ItemStatus.APPROVED)
    BacklogItem.objects.update(status=ItemStatus.IN_PROGRESS)

    run_review(repository, suggestion)

    assert FilteredItem.objects.get().filter_reason == (
        "in_hand: The same suggestion is being carried out, or was in the last 7 days."
    )


def test_a_banger_is_never_filtered(repository):
    suggestion = make_suggestion()
    run_review(repository, suggestion)
    decide_about(BacklogItem.objects.get(), Decision.REJECT)
    assert run_review(repository, suggestion, mode="banger").suggestions.reopened == 1


def test_what_was_restored_is_open_again(repository):
    suggestion = make_suggestion()
    run_review(repository, suggestion)
    decide_about(BacklogItem.objects.get(), Decision.REJECT)
    run_review(repository, suggestion)
    restore(filtered_item_id=FilteredItem.objects.get().pk, actor=Actor.curator(make_curator()))

    assert counts(run_review(repository, suggestion)) == {
        "added": 0,
        "repeated": 1,
        "reopened": 0,
        "filtered": 0,
        "held_back": 0,
    }


def test_the_same_fingerprint_twice_in_one_run_makes_one_item(repository):
    suggestion = make_suggestion()
    twin = replace(suggestion, title="The same in other words")
    assert counts(run_review(repository, suggestion, twin))["added"] == 1


def test_two_repositories_do_not_share_fingerprints(repository):
    suggestion = make_suggestion()
    run_review(repository, suggestion)
    assert run_review(make_repository(), suggestion).suggestions.added == 1


def test_deleting_an_item_lets_its_suggestion_return(repository):
    suggestion = make_suggestion()
    run_review(repository, suggestion)
    BacklogItem.objects.all().delete()
    assert run_review(repository, suggestion).suggestions.added == 1
    assert Fingerprint.objects.get().item == BacklogItem.objects.get()
