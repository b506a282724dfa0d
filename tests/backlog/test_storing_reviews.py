from collections import Counter
from functools import partial

import pytest

from accounts.actors import Actor
from backlog.choices import Area, BenefitCategory, Decision
from backlog.intake.progress import Progress
from backlog.intake.suggestion import Benefit
from backlog.models import AnalysisRun, BacklogItem, Fingerprint, StatusChange
from backlog.modes import ReviewMode
from backlog.services.reviews import review
from tests.concurrency import at_once
from tests.factories import make_repository, make_suggestion
from tests.reviews import Broken, counts, decide_about, run_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def repository():
    return make_repository()


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

    assert counts(first) == {
        "added": 25,
        "repeated": 0,
        "reopened": 0,
        "filtered": 0,
        "held_back": 5,
    }
    assert counts(second) == {
        "added": 0,
        "repeated": 25,
        "reopened": 0,
        "filtered": 0,
        "held_back": 5,
    }
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
            actor=Actor.operator(),
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
    with django_assert_num_queries(12):
        run_review(repository, *suggestions)
