"""Real connections at once: each item goes to one run, and only that run ends its attempt."""

from functools import partial
from itertools import chain

import pytest

from accounts.actors import Actor
from backlog.choices import ItemStatus
from backlog.exceptions import TransitionConflict
from backlog.models import BacklogItem, StatusChange
from execution.exceptions import RunConflict
from execution.models import ExecutionProgress
from execution.services.claims import (
    claim_for_run,
    complete_for_run,
    fail_for_run,
    release_for_run,
)
from tests.concurrency import at_once
from tests.factories import make_item, make_repository

pytestmark = pytest.mark.django_db(transaction=True)

OPERATOR = Actor.operator()
CONNECTIONS = 16
ITEMS = 200
RACES = 20

ENDINGS = {
    "complete": partial(complete_for_run, pr_url="https://example.com/pull/1"),
    "fail": partial(fail_for_run, error_message="No."),
    "release": release_for_run,
}


def claim_until_none_is_left(repository, run_id):
    claimed = []
    while items := claim_for_run(repository_id=repository.pk, run_id=run_id, actor=OPERATOR):
        claimed += [(item.pk, run_id) for item in items]
    return claimed


def attempt(end, item, run_id):
    try:
        return end(item_id=item.pk, run_id=run_id, actor=OPERATOR).status
    except (RunConflict, TransitionConflict) as error:
        return type(error)


def take_over(item):
    release_for_run(item_id=item.pk, run_id="run-1", actor=OPERATOR)
    return claim_for_run(repository_id=item.repository_id, run_id="run-2", actor=OPERATOR)


def test_sixteen_runs_get_each_of_200_items_exactly_once():
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

    shares = at_once(
        [partial(claim_until_none_is_left, repository, f"run-{n}") for n in range(CONNECTIONS)]
    )

    claimed = list(chain.from_iterable(shares))
    assert len(claimed) == ITEMS
    assert dict(claimed) == dict(ExecutionProgress.objects.values_list("item", "run_id"))
    assert set(BacklogItem.objects.values_list("status", flat=True)) == {"in_progress"}
    assert StatusChange.objects.count() == ITEMS


@pytest.mark.parametrize("name", ENDINGS)
def test_a_stale_run_never_ends_what_another_run_took_over_meanwhile(name):
    repository = make_repository()
    for _ in range(RACES):
        item = make_item(repository=repository, status=ItemStatus.APPROVED)
        claim_for_run(repository_id=repository.pk, run_id="run-1", actor=OPERATOR)

        at_once([partial(attempt_take_over, item), partial(attempt, ENDINGS[name], item, "run-1")])

        item.refresh_from_db()
        holder = ExecutionProgress.objects.get(item=item).run_id
        if item.status == "in_progress":
            assert holder == "run-2"
            assert attempt(ENDINGS[name], item, "run-1") is RunConflict
            assert attempt(release_for_run, item, "run-2") == "approved"
        BacklogItem.objects.filter(pk=item.pk, status="approved").update(status="rejected")


def attempt_take_over(item):
    try:
        return take_over(item)
    except (RunConflict, TransitionConflict) as error:
        return type(error)


def test_of_two_runs_without_an_id_one_completes_the_item():
    repository = make_repository()
    for _ in range(RACES):
        item = make_item(repository=repository, status=ItemStatus.IN_PROGRESS)

        results = at_once([partial(attempt, ENDINGS["complete"], item, None)] * 2)

        assert sorted(results, key=str) == sorted(["completed", TransitionConflict], key=str)
