"""A person ends runs and attempts: what waits at once, what runs as soon as its worker sees it."""

from uuid import uuid4

import pytest

from accounts.actors import Actor
from backlog.choices import ItemStatus
from backlog.exceptions import DecisionNotAllowed
from execution.choices import AttemptStatus, RunStatus
from execution.exceptions import AttemptEnded, AttemptNotFound, ExecutionRunNotFound, RunFinished
from execution.services.cancelling import cancel_attempt, cancel_run
from execution.services.settling import cancel_held, succeed
from tests.attempts import all_rows, held, planned, ready_item, taken
from tests.factories import make_api_key, make_curator, make_repository, make_viewer

pytestmark = pytest.mark.django_db

OPERATOR = Actor.operator()


@pytest.fixture
def pair():
    """Two attempts of a run: one that is held, with its holder, and one that waits."""
    repository = make_repository()
    first, second = planned(*[ready_item(repository=repository) for _ in range(2)])
    _, holder = taken(first)
    return first, second, holder


def test_what_waits_is_cancelled_at_once_and_what_runs_is_asked_to_end(pair):
    running, waiting, _ = pair
    curator = make_curator(github_username="ada")
    run = cancel_run(run_id=running.run_id, actor=Actor.curator(curator), reason=" No time. ")
    for one in pair[:2]:
        one.refresh_from_db()
    reason = f"cancelled by {curator}: No time."

    assert (run.status, run.completed_at) == (RunStatus.CANCELLED, None)
    assert (waiting.status, waiting.error_message) == (AttemptStatus.CANCELLED, reason)
    assert (running.status, running.cancel_reason) == (AttemptStatus.RUNNING, reason)
    assert running.cancel_requested_at is not None
    assert (running.item.status, waiting.item.status) == (
        ItemStatus.IN_PROGRESS,
        ItemStatus.APPROVED,
    )


def test_a_cancelled_run_ends_with_its_last_attempt(pair):
    running, _, holder = pair
    cancel_run(run_id=running.run_id, actor=OPERATOR)
    cancel_held(holder)
    running.refresh_from_db()

    assert running.run.status == RunStatus.CANCELLED
    assert running.run.completed_at is not None
    assert running.item.status == ItemStatus.APPROVED


def test_an_attempt_that_succeeds_before_it_hears_of_it_has_succeeded(pair):
    running, _, holder = pair
    cancel_run(run_id=running.run_id, actor=OPERATOR)
    succeed(holder, pr_url="https://example.org/1")
    running.refresh_from_db()

    assert (running.status, running.run.status) == (AttemptStatus.SUCCEEDED, RunStatus.CANCELLED)
    assert running.item.status == ItemStatus.COMPLETED


def test_one_attempt_is_cancelled_and_the_others_go_on(pair):
    running, waiting, _ = pair
    cancel_attempt(attempt_id=waiting.pk, actor=OPERATOR, reason="Later.")
    for one in pair[:2]:
        one.refresh_from_db()

    assert (waiting.status, waiting.error_message) == (
        AttemptStatus.CANCELLED,
        "cancelled: Later.",
    )
    assert (running.status, running.cancel_requested_at) == (AttemptStatus.RUNNING, None)
    assert running.run.status == RunStatus.IN_PROGRESS


def test_the_first_reason_stays(pair):
    running, _, _ = pair
    for reason in ("First.", "Second."):
        cancel_attempt(attempt_id=running.pk, actor=OPERATOR, reason=reason)
    running.refresh_from_db()

    assert running.cancel_reason == "cancelled: First."


def test_neither_viewers_nor_agents_may_cancel():
    attempt, _ = held()
    key, _ = make_api_key(user=attempt.item.user)
    before = all_rows()
    for actor in (Actor.agent(key), Actor.curator(make_viewer())):
        with pytest.raises(DecisionNotAllowed):
            cancel_run(run_id=attempt.run_id, actor=actor)
        with pytest.raises(DecisionNotAllowed):
            cancel_attempt(attempt_id=attempt.pk, actor=actor)
    assert all_rows() == before


def test_what_has_ended_is_not_cancelled():
    attempt, holder = held()
    succeed(holder, pr_url="https://example.org/1")
    with pytest.raises(RunFinished) as run_ended:
        cancel_run(run_id=attempt.run_id, actor=OPERATOR)
    with pytest.raises(AttemptEnded) as attempt_ended:
        cancel_attempt(attempt_id=attempt.pk, actor=OPERATOR)

    assert str(run_ended.value) == "The run has ended, as success, and doesn't change any more."
    assert str(attempt_ended.value) == (
        "The attempt has ended, as succeeded: there is nothing to cancel."
    )


def test_what_is_not_there_is_named():
    unknown = uuid4()
    with pytest.raises(ExecutionRunNotFound) as no_run:
        cancel_run(run_id=unknown, actor=OPERATOR)
    with pytest.raises(AttemptNotFound) as no_attempt:
        cancel_attempt(attempt_id=unknown, actor=OPERATOR)

    assert str(no_run.value) == f"There is no execution run {unknown}."
    assert str(no_attempt.value) == f"There is no attempt {unknown}."
