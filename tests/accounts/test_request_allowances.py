from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import RequestAllowance
from accounts.services.request_allowances import PARTS, Allowances
from tests.concurrency import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def subject():
    return uuid4()


@pytest.fixture(autouse=True)
def within_one_minute():
    """Begin each test where the minute has some seconds left."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_sleep(CASE WHEN extract(second FROM clock_timestamp()) > 50 THEN"
            " 60.1 - extract(second FROM clock_timestamp()) ELSE 0 END)"
        )


def allowed(allowances, subject, limit, times):
    return sum(allowances.take(subject, limit).allowed for _ in range(times))


@pytest.mark.parametrize("limit", [1, 7, 100])
def test_a_process_lets_through_what_the_limit_says(subject, limit):
    assert allowed(Allowances(), subject, limit, limit + 20) == limit


def test_processes_share_one_limit(subject):
    processes = [Allowances() for _ in range(3)]

    let_through = [allowed(one, subject, 100, 100) for one in processes]

    assert let_through == [100, 0, 0]


def test_no_more_than_the_limit_is_let_through_however_processes_take_turns(subject):
    processes = [Allowances() for _ in range(3)]

    taken = [processes[turn % 3].take(subject, 40).allowed for turn in range(150)]

    assert sum(taken) == 40


def test_subjects_have_limits_of_their_own(subject):
    allowances = Allowances()
    allowed(allowances, subject, 5, 10)

    assert allowances.take(uuid4(), 5).allowed


def test_what_is_left_is_told(subject):
    allowances = Allowances()

    standings = [allowances.take(subject, 40) for _ in range(41)]

    assert [one.remaining for one in standings] == [*range(39, -1, -1), 0]
    assert [one.allowed for one in standings] == [True] * 40 + [False]
    assert {one.limit for one in standings} == {40}
    assert all(1 <= one.seconds_left <= 60 for one in standings)


def test_the_database_is_asked_once_for_a_part_of_the_limit(subject):
    allowances, limit = Allowances(), 200
    allowances.take(subject, limit)

    with CaptureQueriesContext(connection) as captured:
        allowed(allowances, subject, limit, limit // PARTS)

    assert len(captured) == 1


def test_who_is_refused_doesnt_ask_the_database_again(subject):
    allowances = Allowances()
    allowed(allowances, subject, 10, 11)

    with CaptureQueriesContext(connection) as captured:
        allowed(allowances, subject, 10, 5)

    assert len(captured) == 0


def test_a_minute_later_the_whole_limit_is_there_again(subject):
    assert allowed(Allowances(), subject, 10, 20) == 10

    RequestAllowance.objects.update(window_start=F("window_start") - timedelta(minutes=1))

    assert allowed(Allowances(), subject, 10, 20) == 10


def test_counts_of_past_days_are_forgotten(subject):
    old = timezone.now() - timedelta(days=2)
    RequestAllowance.objects.create(subject=uuid4(), window_start=old, taken=1)

    Allowances().take(subject, 10)

    assert [row.subject for row in RequestAllowance.objects.all()] == [subject]


@pytest.mark.django_db(transaction=True)
def test_threads_and_connections_at_once_let_through_the_limit(subject):
    shared, other = Allowances(), Allowances()
    workers = [shared, shared, shared, other, other]

    let_through = at_once([lambda one=one: allowed(one, subject, 60, 40) for one in workers])

    assert sum(let_through) == 60
