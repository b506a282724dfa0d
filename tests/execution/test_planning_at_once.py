"""Two who plan at the same time: each item is in one run."""

from functools import partial

import pytest

from accounts.actors import Actor
from backlog.choices import ItemStatus
from execution.exceptions import NothingToExecute
from execution.models import Attempt, ExecutionRun
from execution.services.planning import plan_run
from tests.concurrency import at_once
from tests.executing import prd
from tests.factories import make_item, make_repository

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 8


def approved(repository):
    return make_item(repository=repository, status=ItemStatus.APPROVED, prd_content=prd("Close it"))


def test_of_runs_that_are_planned_at_once_each_has_other_items():
    repository = make_repository(github_full_name="acme/shop")

    def plan():
        try:
            return plan_run(repository=repository, actor=Actor.operator())
        except NothingToExecute as error:
            return str(error)

    for _ in range(ROUNDS):
        items = [approved(repository) for _ in range(3)]
        answers = at_once([plan] * 4)
        planned = [one for one in answers if not isinstance(one, str)]
        in_runs = [attempt.item_id for one in planned for attempt in one.attempts]

        assert sorted(in_runs) == sorted(item.pk for item in items)
        assert {one for one in answers if isinstance(one, str)} == {
            "No item of acme/shop can be executed: another run has it in its queue."
        }
        type(items[0]).objects.update(status=ItemStatus.REJECTED)
    assert ExecutionRun.objects.count() == len(set(Attempt.objects.values_list("run", flat=True)))


def test_a_run_tells_which_items_another_took_in_the_same_moment():
    repository = make_repository()
    both, mine, theirs = (approved(repository) for _ in range(3))
    plan = partial(plan_run, repository=repository, actor=Actor.operator())
    first, second = at_once(
        [partial(plan, item_ids=[both.pk, mine.pk]), partial(plan, item_ids=[both.pk, theirs.pk])]
    )
    left_out = [(one.item_id, one.reason) for one in (*first.left_out, *second.left_out)]

    assert left_out == [(both.pk, "another run has it in its queue")]
