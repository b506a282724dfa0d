"""Real connections at once: no curator loses what another has done."""

from functools import partial

import pytest

from accounts.actors import Actor
from backlog.choices import Decision
from backlog.exceptions import EditConflict, TransitionConflict
from backlog.models import BacklogItem, RestoreFeedback, StatusChange
from backlog.services.carrying_out import release
from backlog.services.claiming import claim
from backlog.services.deciding import decide, decide_many
from backlog.services.editing import digest, edit_item
from backlog.services.restoring import restore_many
from backlog.services.undoing import undo
from tests.concurrency import at_once
from tests.factories import make_curator, make_filtered_item, make_item, make_repository

pytestmark = pytest.mark.django_db(transaction=True)

RACES = 30


def test_an_edit_and_a_decision_at_once_are_both_kept():
    actor, repository = Actor.curator(make_curator()), make_repository()
    for _ in range(RACES):
        item = make_item(repository=repository)

        at_once(
            [
                partial(edit, item, actor, title="Edited"),
                partial(
                    decide, item_id=item.pk, seen="new", decision=Decision.APPROVE, actor=actor
                ),
            ]
        )

        item.refresh_from_db()
        assert (item.title, item.status) == ("Edited", "approved")


def edit(item, actor, **changes):
    seen = {name: digest(getattr(item, name)) for name in changes}
    return edit_item(item_id=item.pk, changes=changes, seen=seen, actor=actor)


def test_edits_of_different_columns_at_once_are_all_kept():
    actor, repository = Actor.curator(make_curator()), make_repository()
    changes = {"title": "Edited", "problem": "Found", "solution": "Known", "complexity": 4}
    for _ in range(RACES):
        item = make_item(repository=repository)

        at_once([partial(edit, item, actor, **{name: value}) for name, value in changes.items()])

        assert BacklogItem.objects.values(*changes).get(pk=item.pk) == changes


def test_two_curators_who_restore_the_same_items_share_them_without_a_deadlock():
    actor, repository = Actor.curator(make_curator()), make_repository()
    wanted = sorted(make_filtered_item(repository=repository).pk for _ in range(40))

    outcomes = at_once(
        [
            partial(restore_many, filtered_item_ids=ids, actor=actor)
            for ids in (wanted, wanted[::-1])
        ]
    )

    assert sorted(one for outcome in outcomes for one in outcome.changed) == wanted
    left = [dict(outcome.unchanged).get("Already restored.", []) for outcome in outcomes]
    assert sorted(left[0] + left[1]) == wanted
    assert BacklogItem.objects.count() == len(wanted)
    restored = RestoreFeedback.objects.values_list("filtered_item", flat=True)
    assert sorted(restored) == wanted


def test_bulk_decisions_over_overlapping_selections_never_overrule_each_other():
    """Four curators, each with 60 of 100 items that they saw as new, in orders of their own."""
    repository = make_repository()
    items = [make_item(repository=repository).pk for _ in range(100)]
    shares = [items[:60], items[60:19:-1], items[40:], [*items[:30], *items[99:69:-1]]]
    decisions = [Decision.APPROVE, Decision.REJECT, Decision.DEFER, Decision.REJECT]
    users = [make_curator() for _ in shares]

    outcomes = at_once(
        [
            partial(
                decide_many,
                seen=dict.fromkeys(share, "new"),
                decision=decision,
                actor=Actor.curator(user),
                reason="Mine",
            )
            for share, decision, user in zip(shares, decisions, users, strict=True)
        ]
    )

    assert sorted(pk for outcome in outcomes for pk in outcome.changed) == sorted(items)
    rows = dict(BacklogItem.objects.values_list("pk", "status"))
    for share, decision, user, outcome in zip(shares, decisions, users, outcomes, strict=True):
        left = [pk for ids in outcome.unchanged.values() for pk in ids]
        assert sorted([*outcome.changed, *left]) == sorted(share)
        assert {rows[pk] for pk in outcome.changed} <= {decision.target}
        mine = StatusChange.objects.filter(user=user).values_list("item", flat=True)
        assert sorted(mine) == sorted(outcome.changed)


def test_a_decision_and_an_undo_of_the_one_before_at_once_leave_one_of_both():
    repository, actor = make_repository(), Actor.curator(make_curator())
    for _ in range(RACES):
        item = make_item(repository=repository)
        operation = decide_many(
            seen={item.pk: "new"}, decision=Decision.APPROVE, actor=actor
        ).operation_id

        undone, deferred = at_once(
            [
                partial(undo, operation_id=operation, actor=actor),
                partial(
                    decide_many, seen={item.pk: "approved"}, decision=Decision.DEFER, actor=actor
                ),
            ]
        )

        assert undone.changed + deferred.changed == [item.pk]
        item.refresh_from_db()
        assert item.status == ("new" if undone.changed else "deferred")
        assert item.status_changes.count() == 2


def attempt_release(item_id):
    try:
        return release(item_id=item_id, actor=Actor.operator()).status
    except TransitionConflict:
        return None


def test_two_releases_of_one_item_at_once_release_it_once():
    repository = make_repository()
    for _ in range(RACES):
        item = make_item(repository=repository, status="in_progress")

        results = at_once([partial(attempt_release, item.pk)] * 2)

        assert sorted(results, key=str) == [None, "approved"]
        assert item.status_changes.count() == 1


def test_of_a_claim_and_a_rejection_at_once_exactly_one_wins():
    actor, repository = Actor.curator(make_curator()), make_repository()

    def reject(item_id):
        try:
            decide(
                item_id=item_id,
                seen="approved",
                decision=Decision.REJECT,
                actor=actor,
                reason="Too late",
            )
        except TransitionConflict:
            return []
        return [item_id]

    def take():
        return [item.pk for item in claim(repository_id=repository.pk, actor=Actor.operator())]

    for _ in range(RACES):
        item = make_item(repository=repository, status="approved")

        claimed, rejected = at_once([take, partial(reject, item.pk)])

        assert claimed + rejected == [item.pk]
        item.refresh_from_db()
        assert item.status == ("in_progress" if claimed else "rejected")


def test_of_two_who_edit_the_same_text_at_once_one_is_refused():
    actor, repository = Actor.curator(make_curator()), make_repository()
    for _ in range(RACES):
        item = make_item(repository=repository, title="Before")

        outcomes = at_once(
            [partial(attempt_edit, item, actor, title) for title in ("Mine", "Theirs")]
        )

        item.refresh_from_db()
        assert sorted(outcomes) == sorted([item.title, "refused"])


def attempt_edit(item, actor, title):
    try:
        return edit(item, actor, title=title).title
    except EditConflict:
        return "refused"
