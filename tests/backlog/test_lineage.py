"""Suggestions that are seen again join the row that they repeat."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from accounts.actors import Actor
from backlog.choices import Decision, ItemStatus
from backlog.models import BacklogItem, FilteredItem, Judgement, Sighting, StatusChange
from backlog.services.analysis_runs import submit
from backlog.services.lineage import FILE_CHANGED, REGRESSION
from tests.backlog.judging.asking import Files
from tests.concurrency import at_once
from tests.factories import make_analysis_run, make_api_key, make_repository, make_suggestion
from tests.reviews import counts, decide_about, run_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def repository():
    return make_repository()


def seen(**rows):
    return list(Sighting.objects.filter(**rows).values_list("title", "matched_by"))


def test_the_same_suggestion_of_a_later_run_is_a_sighting_of_the_item(repository):
    suggestion = make_suggestion(title="Close the file")
    run_review(repository, suggestion)
    again = run_review(repository, suggestion)
    item = BacklogItem.objects.get()

    assert seen(item=item) == [("Close the file", "fingerprint")]
    assert Sighting.objects.get().analysis_run == again.run


def test_a_title_in_other_words_is_a_sighting_of_the_item_that_it_repeats(repository):
    run_review(repository, make_suggestion(title="Close the file after reading"))
    other = make_suggestion(title="Close the file after reading it")
    run_review(repository, other)

    item = BacklogItem.objects.get()
    assert seen(item=item) == [("Close the file after reading it", "duplicate_title")]
    assert Judgement.objects.get(filtered_item__isnull=False).repeats == item


def test_every_later_run_is_counted_once(repository):
    suggestion = make_suggestion()
    run_review(repository, suggestion)
    for _ in range(3):
        run_review(repository, suggestion, replace(suggestion, title="Twice"))

    assert Sighting.objects.count() == 3


def test_the_run_that_brought_an_item_is_no_sighting(repository):
    suggestion = make_suggestion()
    run_review(repository, suggestion, suggestion)
    assert not Sighting.objects.exists()


def test_two_alike_of_one_review_are_no_sighting(repository):
    run_review(
        repository,
        make_suggestion(title="Close the file after reading", impact_score=9),
        make_suggestion(title="Close the file after reading it"),
    )
    assert FilteredItem.objects.get().filter_reason.startswith("repeated_in_review: ")
    assert not Sighting.objects.exists()


def test_what_is_filtered_again_for_the_same_reason_is_a_sighting_of_the_filtered_item(repository):
    vague = make_suggestion(solution="Make it better.")
    run_review(repository, vague)
    again = run_review(repository, vague)

    assert counts(again)["repeated"] == 1
    assert seen(filtered_item=FilteredItem.objects.get()) == [(vague.title, "vague_solution")]


def completed_long_ago(item):
    for status in (ItemStatus.APPROVED, ItemStatus.IN_PROGRESS, ItemStatus.COMPLETED):
        BacklogItem.objects.filter(pk=item.pk).update(status=status)
    StatusChange.objects.update(changed_at=timezone.now() - timedelta(days=8))


def test_a_completed_one_that_is_seen_again_reopens_as_a_regression(repository):
    suggestion = make_suggestion()
    run_review(repository, suggestion)
    item = BacklogItem.objects.get()
    completed_long_ago(item)

    assert counts(run_review(repository, suggestion))["reopened"] == 1

    item.refresh_from_db()
    change = StatusChange.objects.filter(item=item).latest("pk")
    assert (item.status, change.from_status, change.reason) == ("new", "completed", REGRESSION)
    assert change.channel == "command"
    assert BacklogItem.objects.count() == 1


def test_a_regression_in_other_words_reopens_the_item_that_was_repeated(repository):
    run_review(repository, make_suggestion(title="Close the file after reading"))
    other = make_suggestion(title="Close the file after reading it")
    run_review(repository, other)
    item = BacklogItem.objects.get()
    completed_long_ago(item)

    run_review(repository, other)

    item.refresh_from_db()
    assert item.status == "new"


def test_what_repeated_a_rejected_item_stays_away(repository):
    run_review(repository, make_suggestion(title="Close the file after reading"))
    other = make_suggestion(title="Close the file after reading it")
    run_review(repository, other)
    decide_about(BacklogItem.objects.get(), Decision.REJECT)

    run_review(repository, other)

    assert BacklogItem.objects.get().status == "rejected"
    reasons = FilteredItem.objects.order_by("created_at").values_list("filter_reason", flat=True)
    assert [reason.split(":")[0] for reason in reasons] == ["duplicate_title", "already_decided"]


def test_a_reopened_item_takes_a_place_of_the_mode(repository):
    best, other = make_suggestion(impact_score=10), make_suggestion(impact_score=1)
    run_review(repository, best)
    completed_long_ago(BacklogItem.objects.get())

    outcome = run_review(repository, best, other, mode="banger")

    assert (counts(outcome)["reopened"], counts(outcome)["held_back"]) == (1, 1)


def files_with(digest):
    return Files("src/app.py", digests={"src/app.py": digest})


@pytest.mark.parametrize(
    ("before", "now", "status"),
    [
        (files_with("one"), files_with("one"), "rejected"),
        (files_with("one"), files_with("two"), "new"),
        (files_with("one"), Files(), "new"),
        (files_with("one"), None, "rejected"),
        (None, files_with("two"), "rejected"),
    ],
    ids=["unchanged", "changed", "gone", "no checkout now", "no checkout before"],
)
def test_a_rejected_one_stays_so_until_its_file_changes(repository, before, now, status):
    suggestion = make_suggestion(files=("src/app.py",))
    run_review(repository, suggestion, tree=before)
    item = BacklogItem.objects.get()
    decide_about(item, Decision.REJECT)

    gone = replace(suggestion, files=()) if isinstance(now, Files) and not now.paths else suggestion
    run_review(repository, gone, tree=now)

    item.refresh_from_db()
    assert item.status == status
    if status == "new":
        assert StatusChange.objects.filter(item=item).latest("pk").reason == FILE_CHANGED


def test_the_files_count_as_they_were_when_last_seen(repository):
    suggestion = make_suggestion(files=("src/app.py",))
    run_review(repository, suggestion, tree=files_with("one"))
    run_review(repository, suggestion, tree=files_with("two"))
    decide_about(BacklogItem.objects.get(), Decision.REJECT)

    assert counts(run_review(repository, suggestion, tree=files_with("two")))["filtered"] == 1


def test_a_suggestion_passes_once_the_rule_that_filtered_it_is_silent(repository):
    guess = make_suggestion(problem="It might fail.")
    run_review(repository, guess)
    assert counts(run_review(repository, replace(guess, problem="It fails.")))["added"] == 1


def test_a_file_that_nobody_can_look_for_now_still_counts_as_missing(repository):
    suggestion = make_suggestion(files=("src/gone.py",))
    run_review(repository, suggestion, tree=Files())
    assert counts(run_review(repository, suggestion))["repeated"] == 1


@pytest.mark.django_db(transaction=True)
def test_two_agents_with_titles_in_other_words_at_once_make_each_item_once():
    repository = make_repository()
    names = [f"alpha{n} beta{n} gamma{n} delta{n}" for n in range(25)]
    batches = [
        [make_suggestion(title=name) for name in names],
        [make_suggestion(title=f"{name} epsilon") for name in names],
    ]
    runs = [make_analysis_run(repository=repository) for _ in batches]
    keys = [make_api_key(user=repository.user)[0] for _ in batches]

    outcomes = at_once(
        [
            partial(submit, run_id=run.pk, suggestions=batch, actor=Actor.agent(key))
            for run, batch, key in zip(runs, batches, keys, strict=True)
        ]
    )

    assert sorted((found.added, found.filtered) for found in outcomes) == [(0, 25), (25, 0)]
    assert BacklogItem.objects.count() == 25
