"""Reviews that agents make, batch by batch."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.actors import Actor
from accounts.exceptions import RepositoryNotChoosable, RepositoryNotFound
from backlog.choices import Area, Decision
from backlog.exceptions import (
    AnalysisRunEnded,
    AnalysisRunNotFound,
    MissingValue,
    NoRepository,
    TooManySuggestions,
)
from backlog.models import AnalysisRun, BacklogItem, FilteredItem, SubmittedBatches
from backlog.modes import ReviewMode
from backlog.services.analysis_runs import ABANDONED, fail_run, finish_run, start_run, submit
from tests.concurrency import at_once
from tests.factories import (
    make_analysis_run,
    make_api_key,
    make_curator,
    make_item,
    make_repository,
    make_suggestion,
)
from tests.reviews import decide_about, run_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def repository():
    return make_repository()


@pytest.fixture
def agent(repository):
    return Actor.agent(make_api_key(user=repository.user)[0])


@pytest.fixture
def run(repository):
    return make_analysis_run(repository=repository)


def kinds(outcome):
    return [fate.kind.value for fate in outcome.fates]


def suggestions(number, **values):
    return [make_suggestion(**values) for _ in range(number)]


def start(repository, agent, mode="full", **values):
    return start_run(
        repository_id=repository.pk, mode=ReviewMode.parse(mode), actor=agent, **values
    )


def test_a_run_begins_with_its_mode_and_the_commit_it_looks_at(repository, agent):
    run = start(repository, agent, "quick", commit_sha="a1b2c3")

    run.refresh_from_db()
    assert (run.repository, run.user, run.mode, run.status, run.items_found) == (
        repository,
        repository.user,
        "quick",
        "in_progress",
        0,
    )
    assert run.reviewed_commit.commit_sha == "a1b2c3"


def test_a_strangers_repository_looks_like_an_absent_one(agent):
    with pytest.raises(RepositoryNotFound):
        start(make_repository(), agent)


def test_a_repository_that_takes_no_part_is_not_reviewed(repository, agent):
    repository.is_active = False
    repository.save()

    with pytest.raises(RepositoryNotChoosable):
        start(repository, agent)


def test_another_run_of_the_repository_goes_on(repository, agent, run):
    start(repository, agent)

    run.refresh_from_db()
    assert run.status == "in_progress"


def long_ago(run, **values):
    started_at = timezone.now() - timedelta(hours=25)
    AnalysisRun.objects.filter(pk=run.pk).update(started_at=started_at, **values)


def test_a_run_that_was_silent_for_a_day_is_failed_by_the_next(repository, agent, run):
    long_ago(run)

    start(repository, agent)

    run.refresh_from_db()
    assert (run.status, run.error_message) == ("failed", ABANDONED)
    assert run.completed_at is not None


def submit_one(run, agent):
    submit(run_id=run.pk, suggestions=suggestions(1), actor=agent)


def add_by_sql(run, _agent):
    make_item(repository=run.repository, analysis_run=run)


@pytest.mark.parametrize("add", [submit_one, add_by_sql])
def test_a_run_that_was_heard_of_within_a_day_goes_on(repository, agent, run, add):
    long_ago(run)
    add(run, agent)

    start(repository, agent)

    run.refresh_from_db()
    assert run.status == "in_progress"


def test_runs_of_other_repositories_and_ended_ones_stay_as_they_are(repository, agent):
    ended, other = make_analysis_run(repository=repository), make_analysis_run()
    long_ago(ended, status="completed")
    long_ago(other)

    start(repository, agent)

    assert set(AnalysisRun.objects.values_list("status", flat=True)) == {"completed", "in_progress"}


def test_a_batch_becomes_items_and_tells_which_in_its_order(agent, run):
    batch = [make_suggestion(impact_score=score) for score in (3, 9, 6)]

    outcome = submit(run_id=run.pk, suggestions=batch, actor=agent)

    assert kinds(outcome) == ["added"] * 3
    assert [fate.item.title for fate in outcome.fates] == [one.title for one in batch]
    assert {fate.item for fate in outcome.fates} == set(BacklogItem.objects.all())
    run.refresh_from_db()
    assert (run.items_found, run.status) == (3, "in_progress")


def test_the_same_batch_again_adds_nothing_and_names_the_same_items(agent, run):
    batch = suggestions(3)
    first = submit(run_id=run.pk, suggestions=batch, actor=agent)

    second = submit(run_id=run.pk, suggestions=batch, actor=agent)

    assert kinds(second) == ["repeated"] * 3
    assert [fate.item for fate in second.fates] == [fate.item for fate in first.fates]
    run.refresh_from_db()
    assert run.items_found == 3


def test_the_limit_counts_over_all_batches_and_repeats_of_the_run_take_no_place(agent, repository):
    run = make_analysis_run(repository=repository, mode="quick")
    first, second = suggestions(5), suggestions(8)
    submit(run_id=run.pk, suggestions=first, actor=agent)
    submit(run_id=run.pk, suggestions=first, actor=agent)

    outcome = submit(run_id=run.pk, suggestions=second, actor=agent)

    assert (outcome.added, outcome.held_back) == (4, 4)
    run.refresh_from_db()
    assert run.items_found == 9


def test_what_earlier_runs_brought_takes_its_place_in_every_batch(agent, repository):
    known, held_back = suggestions(9), suggestions(3)
    run_review(repository, *known, mode="quick")
    run = make_analysis_run(repository=repository, mode="quick")

    first = submit(run_id=run.pk, suggestions=known, actor=agent)
    again = submit(run_id=run.pk, suggestions=known, actor=agent)
    last = submit(run_id=run.pk, suggestions=held_back, actor=agent)

    assert (first.repeated, again.repeated, last.held_back) == (9, 9, 3)
    batches = SubmittedBatches.objects.get()
    assert set(batches.repeated_item_ids) == set(BacklogItem.objects.values_list("pk", flat=True))


def test_a_twin_in_a_batch_takes_no_place_of_its_own(agent, repository):
    run = make_analysis_run(repository=repository, mode="quick")
    one = make_suggestion(impact_score=10)
    twins = [replace(one, title=f"{one.title} {number}") for number in range(5)]

    outcome = submit(run_id=run.pk, suggestions=[*twins, *suggestions(8)], actor=agent)

    assert (outcome.added, outcome.repeated, outcome.held_back) == (9, 4, 0)


def test_what_was_rejected_is_filtered_with_reason_and_evidence(agent, repository, run):
    suggestion = make_suggestion()
    run_review(repository, suggestion)
    item = BacklogItem.objects.get()
    decide_about(item, Decision.REJECT)

    first = submit(run_id=run.pk, suggestions=[suggestion], actor=agent)
    second = submit(run_id=run.pk, suggestions=[suggestion], actor=agent)

    filtered = FilteredItem.objects.get()
    assert (kinds(first), kinds(second)) == (["filtered"], ["repeated"])
    assert first.fates[0].filtered_item == second.fates[0].filtered_item == filtered
    assert filtered.evidence == f"Rejected item {item.pk}: {item.title} (rejected because: Not now)"


def test_a_suggestion_outside_of_the_modes_area_stays_outside(agent, repository):
    run = make_analysis_run(repository=repository, mode="area:frontend")
    batch = [make_suggestion(area=area) for area in (Area.BACKEND, Area.FRONTEND)]

    outcome = submit(run_id=run.pk, suggestions=batch, actor=agent)

    assert kinds(outcome) == ["outside_area", "added"]


def test_a_batch_that_cannot_be_stored_leaves_nothing(agent, run):
    with pytest.raises(Exception, match="impact_score_check"):
        submit(run_id=run.pk, suggestions=[*suggestions(2, impact_score=11)], actor=agent)


def test_a_batch_has_a_limit(agent, run, settings):
    settings.API_SUGGESTIONS_PER_BATCH = 2

    with pytest.raises(TooManySuggestions, match="at most 2 suggestions"):
        submit(run_id=run.pk, suggestions=suggestions(3), actor=agent)


def test_a_run_without_a_repository_takes_no_suggestions(agent, repository):
    run = AnalysisRun.objects.create(user=repository.user)

    with pytest.raises(NoRepository):
        submit(run_id=run.pk, suggestions=suggestions(1), actor=agent)


CALLS = [
    partial(submit, suggestions=[]),
    finish_run,
    partial(fail_run, error_message="Out of tokens."),
]


@pytest.mark.parametrize("call", CALLS)
def test_a_strangers_run_looks_like_an_absent_one(agent, call):
    for run_id in (make_analysis_run().pk, uuid4()):
        with pytest.raises(AnalysisRunNotFound, match=f"There is no analysis run {run_id}."):
            call(run_id=run_id, actor=agent)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("status", ["completed", "failed"])
def test_an_ended_run_is_a_conflict_that_names_its_status(agent, run, call, status):
    AnalysisRun.objects.update(status=status)

    with pytest.raises(AnalysisRunEnded) as refused:
        call(run_id=run.pk, actor=agent)

    assert refused.value.current == status


def test_a_finished_run_is_completed(agent, run):
    finish_run(run_id=run.pk, actor=agent)

    run.refresh_from_db()
    assert (run.status, run.error_message) == ("completed", None)
    assert run.completed_at >= run.started_at


def test_a_failed_run_says_why_and_keeps_its_items(agent, run):
    submit_one(run, agent)

    fail_run(run_id=run.pk, error_message=" Out of tokens.\0 ", actor=agent)

    run.refresh_from_db()
    assert (run.status, run.error_message, run.items_found) == ("failed", "Out of tokens.�", 1)
    assert BacklogItem.objects.get().analysis_run == run


def test_a_failure_needs_a_message(agent, run):
    with pytest.raises(MissingValue):
        fail_run(run_id=run.pk, error_message=" \n", actor=agent)


def test_a_curator_sees_every_run_and_an_agent_its_users(agent, repository, run):
    other, own = make_analysis_run(), AnalysisRun.objects.create(user=repository.user)
    curator = Actor.curator(make_curator())

    assert set(AnalysisRun.objects.visible_to(curator)) == {run, other, own}
    assert set(AnalysisRun.objects.visible_to(agent)) == {run, own}


@pytest.mark.parametrize("number", [1, 25])
def test_the_number_of_statements_that_a_batch_needs(agent, run, number, django_assert_num_queries):
    batch = suggestions(number)

    # A savepoint's two, the run, its batches, the repository, its policy and titles,
    # fingerprints, items, judgements, fingerprints, the run and its batches.
    with django_assert_num_queries(12):
        submit(run_id=run.pk, suggestions=batch, actor=agent)


@pytest.mark.django_db(transaction=True)
def test_two_agents_who_submit_the_same_batch_at_once_make_it_once():
    repository = make_repository()
    keys = [make_api_key(user=repository.user)[0] for _ in range(2)]
    runs = [make_analysis_run(repository=repository) for _ in range(2)]
    batch = suggestions(25)

    outcomes = at_once(
        [
            partial(submit, run_id=run.pk, suggestions=batch, actor=Actor.agent(key))
            for run, key in zip(runs, keys, strict=True)
        ]
    )

    assert sorted(outcome.added for outcome in outcomes) == [0, 25]
    assert BacklogItem.objects.count() == 25
    assert sorted(AnalysisRun.objects.values_list("items_found", flat=True)) == [0, 25]


@pytest.mark.django_db(transaction=True)
def test_batches_of_one_run_at_once_keep_its_limit():
    run = make_analysis_run(mode="quick")
    agent = Actor.agent(make_api_key(user=run.user)[0])

    at_once(
        [partial(submit, run_id=run.pk, suggestions=suggestions(4), actor=agent) for _ in range(6)]
    )

    run.refresh_from_db()
    assert (run.items_found, BacklogItem.objects.count()) == (9, 9)


@pytest.mark.django_db(transaction=True)
def test_a_run_that_ends_while_batches_come_takes_none_afterwards():
    run = make_analysis_run()
    agent = Actor.agent(make_api_key(user=run.user)[0])

    def submitting():
        try:
            return submit(run_id=run.pk, suggestions=suggestions(1), actor=agent).added
        except AnalysisRunEnded:
            return 0

    *added, _ = at_once([submitting] * 6 + [partial(finish_run, run_id=run.pk, actor=agent)])

    run.refresh_from_db()
    assert (run.status, run.items_found) == ("completed", sum(added))
    assert BacklogItem.objects.count() == sum(added)
