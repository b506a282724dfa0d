from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.utils import timezone

from accounts.actors import Actor
from backlog.choices import Area, BenefitCategory, Decision, ItemStatus
from backlog.intake.progress import Progress
from backlog.intake.reading import Reading
from backlog.intake.suggestion import Benefit
from backlog.models import AnalysisRun, BacklogItem, FilteredItem, Fingerprint, StatusChange
from backlog.modes import ReviewMode
from backlog.services.deciding import decide
from backlog.services.restoring import restore
from backlog.services.reviews import review
from tests.concurrency import at_once
from tests.factories import make_curator, make_repository, make_suggestion

pytestmark = pytest.mark.django_db


class Suggestions:
    """A source that has these suggestions to make."""

    def __init__(self, *suggestions):
        self.suggestions = list(suggestions)

    def read(self, *, holder_of, progress):
        return Reading(suggestions=self.suggestions, findings=7, skipped=Counter({"odd": 2}))


class Broken:
    """A source that breaks while it is read."""

    def __init__(self, error):
        self.error = error

    def read(self, *, holder_of, progress):
        raise self.error


@pytest.fixture
def repository():
    return make_repository()


def run_review(repository, *suggestions, mode="full"):
    return review(
        repository=repository,
        mode=ReviewMode.parse(mode),
        source=Suggestions(*suggestions),
        progress=Progress(),
    )


def counts(outcome):
    found = outcome.suggestions
    return {
        "added": found.added,
        "repeated": found.repeated,
        "filtered": found.filtered,
        "held_back": found.held_back,
    }


def decide_about(item, decision):
    decide(
        item_id=item.pk,
        seen=BacklogItem.objects.get(pk=item.pk).status,
        decision=decision,
        actor=Actor.curator(make_curator()),
    )


def test_a_suggestion_becomes_a_new_item_with_everything_it_says(repository):
    benefit = Benefit(BenefitCategory.RELIABILITY, "shield", "Safer uploads", "None is lost.")
    suggestion = make_suggestion(benefits=(benefit,), area=Area.FRONTEND, impact_score=9)

    outcome = run_review(repository, suggestion)

    item = BacklogItem.objects.get()
    assert (item.title, item.problem, item.solution) == (
        suggestion.title,
        suggestion.problem,
        suggestion.solution,
    )
    assert (item.area, item.impact_score, item.effort_score, item.priority_score) == (
        "frontend",
        9,
        2,
        16,
    )
    assert item.benefits == [
        {
            "category": "reliability",
            "icon": "shield",
            "title": "Safer uploads",
            "description": "None is lost.",
        }
    ]
    assert (item.status, item.repository, item.user, item.analysis_run) == (
        "new",
        repository,
        repository.user,
        outcome.run,
    )


def test_what_a_review_adds_has_no_history_yet(repository):
    run_review(repository, make_suggestion())
    assert not StatusChange.objects.exists()


def test_the_run_tells_mode_counts_and_times(repository):
    outcome = run_review(repository, make_suggestion(), make_suggestion(), mode="quick")

    run = AnalysisRun.objects.get()
    assert (run.mode, run.items_found, run.status, run.error_message) == (
        "quick",
        2,
        "completed",
        None,
    )
    assert run.started_at <= run.completed_at
    assert (outcome.findings, outcome.skipped) == (7, Counter({"odd": 2}))


def test_reviewing_unchanged_code_again_adds_nothing(repository):
    suggestions = [make_suggestion() for _ in range(30)]
    first, second = run_review(repository, *suggestions), run_review(repository, *suggestions)

    assert counts(first) == {"added": 25, "repeated": 0, "filtered": 0, "held_back": 5}
    assert counts(second) == {"added": 0, "repeated": 25, "filtered": 0, "held_back": 5}
    assert BacklogItem.objects.count() == 25


def test_deciding_makes_room_for_what_was_held_back(repository):
    suggestions = [make_suggestion() for _ in range(26)]
    run_review(repository, *suggestions)
    decide_about(BacklogItem.objects.first(), Decision.REJECT)

    assert run_review(repository, *suggestions).suggestions.added == 1


@pytest.mark.parametrize(("mode", "limit"), [("full", 25), ("quick", 9), ("banger", 1)])
def test_a_mode_brings_the_best_suggestions_up_to_its_limit(repository, mode, limit):
    suggestions = [make_suggestion(impact_score=1 + number % 10) for number in range(40)]

    run_review(repository, *suggestions, mode=mode)

    best = sorted((item.priority_score for item in suggestions), reverse=True)[:limit]
    stored = BacklogItem.objects.order_by("-priority_score")
    assert list(stored.values_list("priority_score", flat=True)) == best


def test_an_area_review_keeps_to_its_area(repository):
    frontend = [make_suggestion(area=Area.FRONTEND) for _ in range(6)]

    outcome = run_review(repository, *frontend, make_suggestion(), mode="area:frontend")

    assert (outcome.suggestions.added, outcome.suggestions.outside_area) == (5, 1)
    assert set(BacklogItem.objects.values_list("area", flat=True)) == {"frontend"}


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
    assert filtered.evidence == f"Rejected item {item.pk}: {item.title}"
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
        (6.99, {"added": 0, "repeated": 0, "filtered": 1, "held_back": 0}),
        (7.01, {"added": 1, "repeated": 0, "filtered": 0, "held_back": 0}),
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
    assert run_review(repository, suggestion, mode="banger").suggestions.added == 1


def test_what_was_restored_is_open_again(repository):
    suggestion = make_suggestion()
    run_review(repository, suggestion)
    decide_about(BacklogItem.objects.get(), Decision.REJECT)
    run_review(repository, suggestion)
    restore(filtered_item_id=FilteredItem.objects.get().pk, actor=Actor.curator(make_curator()))

    assert counts(run_review(repository, suggestion)) == {
        "added": 0,
        "repeated": 1,
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


@pytest.mark.parametrize(
    ("error", "message"),
    [(ValueError("line 3 is odd"), "line 3 is odd"), (KeyboardInterrupt(), "KeyboardInterrupt")],
)
def test_a_review_that_breaks_is_kept_as_failed_with_the_message(repository, error, message):
    with pytest.raises(type(error)):
        review(
            repository=repository,
            mode=ReviewMode.parse("full"),
            source=Broken(error),
            progress=Progress(),
        )

    run = AnalysisRun.objects.get()
    assert (run.status, run.error_message, run.items_found) == ("failed", message, 0)
    assert run.completed_at is not None


def test_a_suggestion_that_cannot_be_stored_leaves_nothing_half_written(repository):
    with pytest.raises(Exception, match="impact_score_check"):
        run_review(repository, make_suggestion(), make_suggestion(impact_score=11))

    assert not BacklogItem.objects.exists()
    assert not Fingerprint.objects.exists()
    assert AnalysisRun.objects.get().status == "failed"


@pytest.mark.django_db(transaction=True)
def test_two_agents_who_submit_the_same_suggestions_at_once_make_them_once():
    repository = make_repository()
    suggestions = [make_suggestion() for _ in range(25)]

    outcomes = at_once([partial(run_review, repository, *suggestions)] * 2)

    assert sorted(outcome.suggestions.added for outcome in outcomes) == [0, 25]
    assert BacklogItem.objects.count() == 25


@pytest.mark.parametrize("count", [1, 25])
def test_the_number_of_statements_that_storing_needs(repository, count, django_assert_num_queries):
    suggestions = [make_suggestion() for _ in range(count)]
    with django_assert_num_queries(9):
        run_review(repository, *suggestions)
