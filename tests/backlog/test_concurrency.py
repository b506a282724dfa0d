"""Real connections at once: what is handed out goes to one, what is decided is decided once."""

from functools import partial

import pytest

from accounts.actors import Actor
from accounts.models import User
from backlog.choices import Decision, ItemStatus
from backlog.exceptions import AlreadyRestored, TransitionConflict
from backlog.models import BacklogItem, RestoreFeedback, StatusChange
from backlog.services.claiming import claim
from backlog.services.deciding import decide, decide_many
from backlog.services.restoring import restore
from tests.concurrency import at_once
from tests.factories import make_curator, make_filtered_item, make_item, make_repository

pytestmark = pytest.mark.django_db(transaction=True)

CONNECTIONS = 16
ITEMS = 500
RACES = 100


def claim_until_none_is_left(repository):
    claimed = []
    while items := claim(repository_id=repository.pk, actor=Actor.operator()):
        claimed += [item.pk for item in items]
    return claimed


def test_sixteen_claimants_get_each_of_500_items_exactly_once():
    repository = make_repository()
    BacklogItem.objects.bulk_create(
        BacklogItem(
            repository=repository,
            title=f"Item {number}",
            problem="p",
            solution="s",
            impact_score=1 + number % 10,
            effort_score=1,
            status=ItemStatus.APPROVED,
        )
        for number in range(ITEMS)
    )

    shares = at_once([partial(claim_until_none_is_left, repository)] * CONNECTIONS)

    claimed = [item_id for share in shares for item_id in share]
    assert len(claimed) == ITEMS
    assert set(claimed) == set(BacklogItem.objects.values_list("pk", flat=True))
    assert set(BacklogItem.objects.values_list("status", flat=True)) == {"in_progress"}
    assert StatusChange.objects.count() == ITEMS


def attempt(item: BacklogItem, user: User, decision: Decision) -> Decision | None:
    try:
        decide(
            item_id=item.pk,
            seen="new",
            decision=decision,
            actor=Actor.curator(user),
            reason="Why not",
        )
    except TransitionConflict:
        return None
    return decision


def test_of_an_approve_and_a_reject_at_once_exactly_one_wins_every_time():
    user, repository = make_curator(), make_repository()
    for _ in range(RACES):
        item = make_item(repository=repository)

        results = at_once(
            [
                partial(attempt, item, user, Decision.APPROVE),
                partial(attempt, item, user, Decision.REJECT),
            ]
        )

        winners = [decision for decision in results if decision is not None]
        assert len(winners) == 1
        item.refresh_from_db()
        assert item.status == winners[0].target
        assert item.status_changes.count() == 1


def attempt_restore(filtered_item_id, user):
    try:
        return restore(filtered_item_id=filtered_item_id, actor=Actor.curator(user)).pk
    except AlreadyRestored:
        return None


def test_two_restores_of_one_filtered_item_make_one_item():
    user = make_curator()
    for _ in range(20):
        filtered = make_filtered_item()
        before = BacklogItem.objects.count()

        results = at_once([partial(attempt_restore, filtered.pk, user)] * 2)

        assert results.count(None) == 1
        assert BacklogItem.objects.count() == before + 1
        assert RestoreFeedback.objects.filter(filtered_item=filtered).count() == 1


def test_two_curators_who_decide_about_the_same_items_share_them_without_a_deadlock():
    user, repository = make_curator(), make_repository()
    items = [make_item(repository=repository) for _ in range(40)]
    forwards = {item.pk: "new" for item in items}
    backwards = dict(reversed(forwards.items()))

    outcomes = at_once(
        [
            partial(
                decide_many,
                seen=seen,
                decision=decision,
                actor=Actor.curator(user),
                reason="Why not",
            )
            for seen, decision in ((forwards, Decision.APPROVE), (backwards, Decision.REJECT))
        ]
    )

    changed = [item_id for outcome in outcomes for item_id in outcome.changed]
    assert sorted(changed) == sorted(forwards)
    assert StatusChange.objects.count() == len(items)
