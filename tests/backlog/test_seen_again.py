"""What becomes of a suggestion that a review makes again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from backlog.choices import Decision, ItemStatus
from backlog.models import BacklogItem, FilteredItem, Fingerprint, StatusChange
from backlog.services.predecessors import holders
from tests.factories import make_filtered_item, make_item, make_repository, make_suggestion
from tests.reviews import counts, decide_about, run_review

pytestmark = pytest.mark.django_db

ADDED = {"added": 1, "repeated": 0, "reopened": 0, "filtered": 0, "held_back": 0}
REPEATED = {"added": 0, "repeated": 1, "reopened": 0, "filtered": 0, "held_back": 0}
REOPENED = {"added": 0, "repeated": 0, "reopened": 1, "filtered": 0, "held_back": 0}
FILTERED = {"added": 0, "repeated": 0, "reopened": 0, "filtered": 1, "held_back": 0}


@pytest.fixture
def repository():
    return make_repository()


def move(item, *statuses):
    for status in statuses:
        BacklogItem.objects.filter(pk=item.pk).update(status=status)


def date_back(item, status, days):
    changes = StatusChange.objects.filter(item=item, to_status=status)
    changes.update(changed_at=timezone.now() - timedelta(days=days))


def proposed_and_rejected(repository, suggestion):
    run_review(repository, suggestion)
    item = BacklogItem.objects.get()
    decide_about(item, Decision.REJECT)
    run_review(repository, suggestion)
    return item


def test_any_fingerprint_that_is_known_tells_the_suggestion(repository):
    run_review(repository, make_suggestion(fingerprints=("second",)))
    again = make_suggestion(fingerprints=("first", "second"))
    assert counts(run_review(repository, again)) == REPEATED


def test_what_was_filtered_stands_beside_the_item_that_it_repeats(repository):
    item = proposed_and_rejected(repository, make_suggestion())
    assert list(Fingerprint.objects.values_list("item", "filtered_item")) == [
        (item.pk, FilteredItem.objects.get().pk)
    ]


def test_what_is_filtered_for_another_reason_is_filtered_again(repository):
    suggestion = make_suggestion()
    item = proposed_and_rejected(repository, suggestion)
    move(item, ItemStatus.NEW, ItemStatus.APPROVED, ItemStatus.IN_PROGRESS)

    assert counts(run_review(repository, suggestion)) == FILTERED
    codes = {reason.partition(":")[0] for reason in reasons_of(FilteredItem)}
    assert codes == {"already_decided", "in_hand"}


def reasons_of(model):
    return model.objects.values_list("filter_reason", flat=True)


def test_what_was_filtered_while_in_hand_returns_a_week_after_its_completion(repository):
    suggestion = make_suggestion()
    run_review(repository, suggestion)
    item = BacklogItem.objects.get()
    move(item, ItemStatus.APPROVED, ItemStatus.IN_PROGRESS, ItemStatus.COMPLETED)
    assert counts(run_review(repository, suggestion)) == FILTERED

    date_back(item, ItemStatus.COMPLETED, days=8)
    date_back(item, ItemStatus.APPROVED, days=9)
    date_back(item, ItemStatus.IN_PROGRESS, days=9)

    assert counts(run_review(repository, suggestion)) == REOPENED


def test_the_week_begins_with_the_completion_not_with_an_earlier_move(repository):
    suggestion = make_suggestion()
    run_review(repository, suggestion)
    item = BacklogItem.objects.get()
    move(item, ItemStatus.APPROVED, ItemStatus.IN_PROGRESS, ItemStatus.COMPLETED)
    date_back(item, ItemStatus.APPROVED, days=30)
    date_back(item, ItemStatus.IN_PROGRESS, days=30)

    assert counts(run_review(repository, suggestion)) == FILTERED


def test_of_equally_good_suggestions_the_first_by_title_gets_the_place(repository):
    last, first = make_suggestion(title="Zip the log"), make_suggestion(title="Add a test")
    run_review(repository, last, first, mode="banger")
    assert BacklogItem.objects.get().title == "Add a test"


def hold_by_filtered_item(repository, suggestion):
    filtered = make_filtered_item(repository=repository)
    (value,) = suggestion.fingerprints
    Fingerprint.objects.create(repository=repository, value=value, filtered_item=filtered)
    return filtered


def test_what_waits_among_the_filtered_items_is_repeated_and_takes_no_place(repository):
    waiting, other = make_suggestion(impact_score=10), make_suggestion(impact_score=1)
    hold_by_filtered_item(repository, waiting)

    outcome = run_review(repository, waiting, other, mode="banger")

    assert counts(outcome) == {
        "added": 1,
        "repeated": 1,
        "reopened": 0,
        "filtered": 0,
        "held_back": 0,
    }


def test_an_open_item_that_is_proposed_again_takes_its_place(repository):
    best, other = make_suggestion(impact_score=10), make_suggestion(impact_score=1)
    run_review(repository, best)

    outcome = run_review(repository, best, other, mode="banger")

    assert counts(outcome) == {
        "added": 0,
        "repeated": 1,
        "reopened": 0,
        "filtered": 0,
        "held_back": 1,
    }


def test_known_fingerprints_are_held_by_the_item_before_the_filtered_item(repository):
    item, filtered = make_item(repository=repository), make_filtered_item(repository=repository)
    for value, holder in {
        "both": {"item": item, "filtered_item": filtered},
        "filtered": {"filtered_item": filtered},
        "nobody": {},
    }.items():
        Fingerprint.objects.create(repository=repository, value=value, **holder)

    assert holders(repository) == {"both": str(item.pk), "filtered": str(filtered.pk)}


def test_what_a_filtered_item_stood_for_returns_when_that_is_deleted(repository):
    suggestion = make_suggestion()
    hold_by_filtered_item(repository, suggestion).delete()
    assert counts(run_review(repository, suggestion)) == ADDED
