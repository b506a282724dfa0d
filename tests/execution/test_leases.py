from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.actors import Actor
from backlog.models import StatusChange
from execution.exceptions import RunConflict
from execution.models import ExecutionProgress
from execution.services.claims import claim_for_run, complete_for_run, start_for_run
from execution.services.leases import find_stalled, release_stalled
from execution.services.progress import Report, report_progress
from tests.concurrency import at_once
from tests.factories import make_api_key, make_item, make_repository

pytestmark = pytest.mark.django_db

OPERATOR = Actor.operator()


@pytest.fixture
def repository():
    return make_repository()


@pytest.fixture
def agent(repository):
    return Actor.agent(make_api_key(user=repository.user)[0])


def claimed(repository, agent, run_id="run-1"):
    make_item(repository=repository, status="approved")
    (item,) = claim_for_run(repository_id=repository.pk, run_id=run_id, actor=agent)
    return item


def fall_silent(item, minutes=15):
    """Let the last report of the item be some minutes old; a trigger keeps the column otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        ExecutionProgress.objects.filter(item=item).update(
            updated_at=ExecutionProgress.objects.get(item=item).updated_at
            - timedelta(minutes=minutes)
        )
        cursor.execute("SET LOCAL session_replication_role = origin")


def give_back(actor=OPERATOR, **where):
    return release_stalled(item_ids=find_stalled(actor=actor, **where), actor=actor)


def status_of(item):
    item.refresh_from_db()
    return item.status


def test_an_item_whose_run_is_silent_for_15_minutes_is_given_back(repository, agent):
    item = claimed(repository, agent)
    fall_silent(item)

    assert give_back() == [item.pk]

    change = StatusChange.objects.filter(item=item).latest("pk")
    assert status_of(item) == "approved"
    assert change.reason == "its progress had not moved for 15 minutes"


def test_an_item_that_was_reported_of_meanwhile_stays(repository, agent):
    item = claimed(repository, agent)
    fall_silent(item, minutes=14)

    assert give_back() == []
    assert status_of(item) == "in_progress"


def test_a_report_without_news_is_a_sign_of_life(repository, agent):
    item = claimed(repository, agent)
    fall_silent(item)

    report_progress(item_id=item.pk, run_id="run-1", report=Report(), actor=agent)

    assert give_back() == []


def test_an_item_that_was_started_without_a_run_id_stays(repository, agent):
    item = make_item(repository=repository, status="approved")
    start_for_run(item_id=item.pk, branch_name="mason/a", run_id=None, actor=agent)
    fall_silent(item)

    assert give_back() == []


def test_what_was_completed_stays(repository, agent):
    item = claimed(repository, agent)
    complete_for_run(item_id=item.pk, pr_url="https://example.org/7", run_id="run-1", actor=agent)
    fall_silent(item)

    assert give_back() == []


def test_a_claim_that_finds_too_little_takes_what_fell_silent(repository, agent):
    item = claimed(repository, agent)
    fall_silent(item)

    taken = claim_for_run(repository_id=repository.pk, run_id="run-2", actor=agent, limit=5)

    assert [one.pk for one in taken] == [item.pk]
    assert ExecutionProgress.objects.get(item=item).run_id == "run-2"
    with pytest.raises(RunConflict):
        report_progress(item_id=item.pk, run_id="run-1", report=Report(), actor=agent)


def test_a_claim_that_finds_enough_leaves_silent_runs_alone(repository, agent):
    item = claimed(repository, agent)
    fall_silent(item)
    make_item(repository=repository, status="approved")

    claim_for_run(repository_id=repository.pk, run_id="run-2", actor=agent)

    assert ExecutionProgress.objects.get(item=item).run_id == "run-1"


def test_other_repositories_and_other_users_are_left_alone(repository, agent):
    other = make_repository(user=repository.user)
    item = claimed(other, agent)
    fall_silent(item)
    stranger = Actor.agent(make_api_key()[0])

    assert give_back(agent, repository_id=repository.pk) == []
    assert give_back(stranger) == []
    assert give_back(agent, repository_id=other.pk) == [item.pk]


def test_the_command_says_how_many_it_gave_back(repository, agent):
    fall_silent(claimed(repository, agent))
    output = StringIO()

    call_command("releasestalled", stdout=output)

    assert output.getvalue() == "Gave 1 items back.\n"


@pytest.mark.django_db(transaction=True)
def test_of_claims_at_once_one_takes_what_fell_silent(repository, agent):
    item = claimed(repository, agent)
    with connection.cursor() as cursor:
        cursor.execute(
            "BEGIN; SET LOCAL session_replication_role = replica; UPDATE"
            " mason_execution_progress SET updated_at = now() - interval '1 hour'; COMMIT"
        )

    def claim(number):
        return claim_for_run(repository_id=repository.pk, run_id=f"run-{number}", actor=agent)

    taken = at_once([lambda number=number: claim(number) for number in range(2, 8)])

    assert [one.pk for found in taken for one in found] == [item.pk]


def test_what_was_reported_of_after_it_was_found_stays(repository, agent):
    item = claimed(repository, agent)
    fall_silent(item)
    found = find_stalled(actor=OPERATOR)
    report_progress(item_id=item.pk, run_id="run-1", report=Report(), actor=agent)

    assert release_stalled(item_ids=found, actor=OPERATOR) == []
    assert status_of(item) == "in_progress"
