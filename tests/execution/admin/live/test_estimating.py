from datetime import timedelta

import pytest
from django.utils import timezone

from backlog.choices import ItemStatus
from execution.admin.live.estimating import (
    EXECUTIONS_OF_A_MEDIAN,
    time_left,
    usual_times,
)
from tests.factories import make_item, make_progress, make_repository

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("elapsed", "done", "total", "usual", "left"),
    [
        (4 * MINUTE, 2, 5, None, 6 * MINUTE),
        (4 * MINUTE, 4, 5, 60 * MINUTE, MINUTE),
        (0 * MINUTE, 1, 5, None, 0 * MINUTE),
    ],
)
def test_own_pace_tells_once_a_task_is_done(elapsed, done, total, usual, left):
    assert time_left(elapsed=elapsed, done=done, total=total, usual=usual) == left


@pytest.mark.parametrize(
    ("done", "total"), [(0, 5), (5, 5), (6, 5), (0, 0)], ids=["none", "all", "more", "unknown"]
)
def test_what_is_usual_tells_before_a_task_is_done_and_after_the_last(done, total):
    left = time_left(elapsed=4 * MINUTE, done=done, total=total, usual=10 * MINUTE)

    assert left == 6 * MINUTE


def test_nothing_is_left_of_what_takes_longer_than_usual():
    left = time_left(elapsed=11 * MINUTE, done=0, total=5, usual=10 * MINUTE)

    assert left == timedelta(0)


@pytest.mark.parametrize(("done", "total"), [(0, 5), (5, 5), (0, 0)])
def test_without_a_task_done_and_without_others_nobody_knows(done, total):
    assert time_left(elapsed=MINUTE, done=done, total=total, usual=None) is None


def executed(repository, minutes, *, ago=0, status=ItemStatus.COMPLETED):
    """An execution of so many minutes, begun so many days ago."""
    started_at = timezone.now() - timedelta(days=ago)
    return make_progress(
        item=make_item(repository=repository, status=status),
        started_at=started_at,
        completed_at=started_at + minutes * MINUTE,
    )


@pytest.mark.django_db
def test_usual_is_the_median_of_each_repositorys_executions():
    shop, other, without = make_repository(), make_repository(), make_repository()
    for minutes in (10, 100, 20):
        executed(shop, minutes)
    for minutes in (4, 8):
        executed(other, minutes)

    usual = usual_times({shop.pk, other.pk, without.pk})

    assert usual == {shop.pk: 20 * MINUTE, other.pk: 6 * MINUTE}


@pytest.mark.django_db
def test_usual_counts_neither_what_failed_nor_what_goes_on():
    repository = make_repository()
    executed(repository, 10)
    executed(repository, 1, status=ItemStatus.DEFERRED)
    make_progress(item=make_item(repository=repository, status=ItemStatus.IN_PROGRESS))

    assert usual_times({repository.pk}) == {repository.pk: 10 * MINUTE}


@pytest.mark.django_db
def test_usual_counts_the_last_executions_alone():
    repository = make_repository()
    for ago in range(EXECUTIONS_OF_A_MEDIAN):
        executed(repository, 10, ago=ago)
    for ago in range(EXECUTIONS_OF_A_MEDIAN + 1):
        executed(repository, 99, ago=30 + ago)

    assert usual_times({repository.pk}) == {repository.pk: 10 * MINUTE}
