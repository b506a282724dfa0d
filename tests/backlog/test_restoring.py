import uuid

import pytest

from accounts.actors import Actor
from backlog.exceptions import (
    AlreadyRestored,
    DecisionNotAllowed,
    FilteredItemNotFound,
    NotRestorable,
)
from backlog.models import BacklogItem, Fingerprint, RestoreFeedback
from backlog.services.restoring import restore, restore_many
from tests.factories import (
    make_analysis_run,
    make_api_key,
    make_curator,
    make_filtered_item,
    make_repository,
)

pytestmark = pytest.mark.django_db

KEPT = [
    "title",
    "problem",
    "solution",
    "area",
    "type",
    "complexity",
    "impact_score",
    "effort_score",
    "benefits",
    "analysis_run",
    "repository",
]


def curator() -> Actor:
    return Actor.curator(make_curator())


def test_restoring_makes_a_new_item_with_everything_the_filtered_one_had():
    repository = make_repository()
    benefit = {"category": "reliability", "icon": "shield", "title": "Safe", "description": "Yes"}
    filtered = make_filtered_item(
        repository=repository,
        analysis_run=make_analysis_run(repository=repository),
        benefits=[benefit],
    )

    item = restore(filtered_item_id=filtered.pk, actor=curator())

    stored = BacklogItem.objects.get()
    assert stored.pk == item.pk
    assert {name: getattr(stored, name) for name in KEPT} == {
        name: getattr(filtered, name) for name in KEPT
    }
    assert (stored.status, stored.user) == ("new", repository.user)


def test_restoring_marks_the_filtered_item_and_notes_the_feedback():
    filtered = make_filtered_item()

    restore(filtered_item_id=filtered.pk, actor=curator())

    filtered.refresh_from_db()
    assert filtered.override_status == "restored"
    assert list(
        RestoreFeedback.objects.values_list("filtered_item", "filter_tier", "filter_reason")
    ) == [(filtered.pk, filtered.filter_tier, filtered.filter_reason)]


def test_who_restored_an_item_and_why_begins_its_history():
    filtered = make_filtered_item()
    user = make_curator()

    item = restore(filtered_item_id=filtered.pk, actor=Actor.curator(user), reason="It is worth it")

    assert list(
        item.status_changes.values_list("from_status", "to_status", "user", "channel", "reason")
    ) == [(None, "new", user.pk, "admin", "It is worth it")]


def test_restoring_hands_the_fingerprints_to_the_item():
    filtered = make_filtered_item()
    Fingerprint.objects.create(repository=filtered.repository, value="abc", filtered_item=filtered)

    item = restore(filtered_item_id=filtered.pk, actor=curator())

    assert list(Fingerprint.objects.values_list("item", "filtered_item")) == [
        (item.pk, filtered.pk)
    ]


def test_a_filtered_item_is_restored_once():
    filtered = make_filtered_item(override_status="restored")
    with pytest.raises(AlreadyRestored):
        restore(filtered_item_id=filtered.pk, actor=curator())
    assert not BacklogItem.objects.exists()


def test_an_item_without_repository_belongs_to_the_runs_user():
    run = make_analysis_run()
    filtered = make_filtered_item(analysis_run=run)
    type(filtered).objects.filter(pk=filtered.pk).update(repository=None)
    assert restore(filtered_item_id=filtered.pk, actor=curator()).user == run.user


@pytest.mark.parametrize(
    ("column", "value"),
    [("type", "spaceship"), ("area", "mobile"), ("impact_score", 11), ("complexity", 0)],
)
def test_what_a_backlog_item_may_not_hold_is_named_and_nothing_is_written(column, value):
    filtered = make_filtered_item(**{column: value})

    with pytest.raises(NotRestorable, match=f"{column}: "):
        restore(filtered_item_id=filtered.pk, actor=curator())

    filtered.refresh_from_db()
    assert filtered.override_status == "filtered"
    assert not BacklogItem.objects.exists()
    assert not RestoreFeedback.objects.exists()


def test_an_empty_area_becomes_an_unknown_one():
    filtered = make_filtered_item(area="")
    assert restore(filtered_item_id=filtered.pk, actor=curator()).area is None


def test_an_absent_filtered_item_is_named():
    absent = uuid.uuid4()
    with pytest.raises(FilteredItemNotFound, match=str(absent)):
        restore(filtered_item_id=absent, actor=curator())


def test_agents_do_not_restore():
    filtered = make_filtered_item()
    agent = Actor.agent(make_api_key(user=make_curator())[0])
    with pytest.raises(DecisionNotAllowed):
        restore(filtered_item_id=filtered.pk, actor=agent)
    with pytest.raises(DecisionNotAllowed):
        restore_many(filtered_item_ids=[filtered.pk], actor=agent)


def test_restoring_many_reports_what_was_not_restored_by_reason():
    fresh = make_filtered_item()
    restored = make_filtered_item(override_status="restored")
    broken = make_filtered_item(effort_score=0)

    outcome = restore_many(filtered_item_ids=[fresh.pk, restored.pk, broken.pk], actor=curator())

    assert outcome.changed == [fresh.pk]
    assert sorted(outcome.unchanged.values()) == sorted([[restored.pk], [broken.pk]])
    assert BacklogItem.objects.get().title == fresh.title


def test_restoring_many_reports_what_is_not_there():
    unknown = uuid.uuid4()
    outcome = restore_many(filtered_item_ids=[unknown, unknown], actor=curator())
    assert (outcome.changed, outcome.unchanged) == (
        [],
        {"There is no such filtered item.": [unknown]},
    )
