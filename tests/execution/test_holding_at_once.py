"""Starts at the same moment: one has the attempt, and no repository has too many."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import transaction

from backlog.choices import ItemStatus
from backlog.models import BacklogItem
from execution.choices import AttemptStatus, RunStatus
from execution.exceptions import AttemptLost
from execution.models import Attempt, ExecutionPolicy
from execution.services.holding import Postponed, Taken, beat, take
from execution.services.settling import fail, succeed
from tests.attempts import planned, ready_item, start, taken
from tests.concurrency import at_once, meanwhile, somebody_waits
from tests.factories import make_repository
from tests.processes import eventually

pytestmark = pytest.mark.django_db(transaction=True)


def several(number, **policy):
    """Waiting attempts at items of one repository."""
    repository = make_repository()
    ExecutionPolicy.objects.create(repository=repository, **policy)
    return planned(*[ready_item(repository=repository) for _ in range(number)])


def test_of_starts_at_once_one_has_the_attempt():
    for attempt in several(8, items_at_once=100):
        begin = partial(take, attempt_id=attempt.pk)
        answers = at_once([partial(begin, start=start()) for _ in range(6)])

        assert [type(one) for one in answers if one is not None] == [Taken]
        attempt.refresh_from_db()
        assert attempt.starts == 1


def test_never_more_items_are_in_progress_than_the_repository_allows():
    attempts = several(12, items_at_once=3)
    answers = at_once([partial(take, attempt_id=one.pk, start=start()) for one in attempts])

    assert sum(isinstance(one, Taken) for one in answers) == 3
    assert sum(isinstance(one, Postponed) for one in answers) == 9
    assert BacklogItem.objects.filter(status=ItemStatus.IN_PROGRESS).count() == 3


def test_a_run_whose_attempts_end_at_once_ends_once_with_all_of_them():
    attempts = several(6, items_at_once=6)
    holders = [taken(attempt)[1] for attempt in attempts]
    endings = [partial(fail, holder, error_message="No.") for holder in holders[:3]]
    endings += [partial(succeed, holder, pr_url="https://example.org/1") for holder in holders[3:]]
    at_once(endings)
    run = attempts[0].run
    run.refresh_from_db()

    assert run.status == RunStatus.SUCCESS
    assert len(run.error_message.splitlines()) == 3
    assert run.completed_at is not None


def ending(end, *arguments, **named):
    """Whether this ending was the one that counts."""
    try:
        end(*arguments, **named)
    except AttemptLost:
        return False
    return True


def test_of_two_endings_of_one_attempt_one_counts_for_the_item_too():
    for attempt in several(8, items_at_once=100):
        _, holder = taken(attempt)
        failed, succeeded = at_once(
            [
                partial(ending, fail, holder, error_message="No."),
                partial(ending, succeed, holder, pr_url="https://example.org/1"),
            ]
        )
        attempt.refresh_from_db()
        item = BacklogItem.objects.get(pk=attempt.item_id)

        assert failed is not succeeded
        assert (attempt.status, item.status) == (
            (AttemptStatus.FAILED, ItemStatus.DEFERRED)
            if failed
            else (AttemptStatus.SUCCEEDED, ItemStatus.COMPLETED)
        )


def test_signs_of_life_lock_attempts_in_the_order_in_which_runs_are_cancelled():
    first, last = sorted(several(2, items_at_once=2), key=lambda attempt: attempt.pk)
    leases = [taken(attempt)[1].lease for attempt in (last, first)]
    rows = Attempt.objects.select_for_update(nowait=True)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            rows.get(pk=first.pk)
            beating = pool.submit(meanwhile, partial(beat, leases))
            eventually(somebody_waits)
            assert rows.get(pk=last.pk) == last
        beating.result()
