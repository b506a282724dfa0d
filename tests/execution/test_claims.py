from functools import partial

import pytest
from django.db import transaction

from accounts.actors import Actor
from backlog.choices import ItemStatus
from backlog.exceptions import ItemNotFound, MissingValue, TransitionConflict, ValueTooLong
from backlog.models import BacklogItem, StatusChange
from backlog.services import carrying_out
from execution.exceptions import RunConflict
from execution.models import ExecutionProgress
from execution.services.claims import (
    claim_for_run,
    complete_for_run,
    fail_for_run,
    release_for_run,
    start_for_run,
)
from execution.services.progress import Report, report_progress
from tests.factories import make_api_key, make_item, make_progress, make_repository

pytestmark = pytest.mark.django_db

OPERATOR = Actor.operator()
PULL_REQUEST = "https://github.com/acme/shop/pull/7"

ENDINGS = {
    "complete": (partial(complete_for_run, pr_url=PULL_REQUEST), "completed"),
    "fail": (partial(fail_for_run, error_message="The tests fail."), "deferred"),
    "release": (release_for_run, "approved"),
}


def approved_item(**values) -> BacklogItem:
    return make_item(status=ItemStatus.APPROVED, **values)


def claimed_item(run_id="run-1") -> BacklogItem:
    repository = make_repository()
    item = approved_item(repository=repository)
    claim_for_run(repository_id=repository.pk, run_id=run_id, actor=OPERATOR)
    return item


def progress_of(item):
    names = ("run_id", "current_phase", "current_wave", "completed_at")
    return ExecutionProgress.objects.values_list(*names).get(item=item)


def test_a_claim_gives_the_items_as_they_are_stored():
    repository = make_repository()
    item = approved_item(repository=repository, benefits=[{"title": "Faster"}])

    claimed = claim_for_run(repository_id=repository.pk, run_id="run-1", actor=OPERATOR)

    assert claimed == [item]
    stored = BacklogItem.objects.values().get()
    assert {name: getattr(claimed[0], name) for name in stored} == stored


def test_a_claim_is_one_operation_of_who_claims():
    repository = make_repository()
    items = [approved_item(repository=repository) for _ in range(3)]
    key, _ = make_api_key(user=repository.user)

    claim_for_run(repository_id=repository.pk, run_id="run-1", actor=Actor.agent(key), limit=3)

    recorded = StatusChange.objects.values_list("user", "api_key", "channel", "reason")
    assert list(recorded) == [(repository.user.pk, key.pk, "api", "claimed")] * len(items)
    assert StatusChange.objects.values("operation_id").order_by().distinct().count() == 1


def test_what_follows_a_claim_in_an_outer_transaction_is_not_the_claimants():
    repository = make_repository()
    approved_item(repository=repository)
    other = make_item()

    with transaction.atomic():
        claim_for_run(repository_id=repository.pk, run_id="run-1", actor=OPERATOR)
        BacklogItem.objects.filter(pk=other.pk).update(status=ItemStatus.APPROVED)

    changes = other.status_changes.values_list("channel", "reason", "user")
    assert list(changes) == [("sql", "", None)]


def test_a_claim_begins_anew_what_an_earlier_attempt_left():
    item = approved_item()
    make_progress(
        item=item,
        run_id="run-0",
        current_phase="building",
        current_wave=3,
        tasks_completed=4,
        files_touched=["a.py"],
        validation_tests="fail",
        max_iterations=9,
    )
    kept = ExecutionProgress.objects.values("id").get()

    claim_for_run(repository_id=item.repository_id, run_id="run-1", actor=OPERATOR)

    fresh = ExecutionProgress(item=item, run_id="run-1", current_phase="site_review")
    times = {"id", "started_at", "updated_at"}
    stored = ExecutionProgress.objects.values().get()
    assert {name: value for name, value in stored.items() if name not in times} == {
        field.attname: getattr(fresh, field.attname)
        for field in ExecutionProgress._meta.concrete_fields
        if field.attname not in times
    }
    assert {"id": stored["id"]} == kept


@pytest.mark.parametrize(("run_id", "refusal"), [("", MissingValue), ("r" * 201, ValueTooLong)])
def test_a_run_has_an_id_of_1_to_200_characters(run_id, refusal):
    item = approved_item()
    with pytest.raises(refusal, match="run_id"):
        claim_for_run(repository_id=item.repository_id, run_id=run_id, actor=OPERATOR)
    with pytest.raises(refusal, match="run_id"):
        start_for_run(item_id=item.pk, branch_name="mason/x", run_id=run_id, actor=OPERATOR)
    assert not ExecutionProgress.objects.exists()
    item.refresh_from_db()
    assert item.status == "approved"


def test_a_run_id_may_have_200_characters():
    item = claimed_item("r" * 200)
    assert progress_of(item)[0] == "r" * 200


@pytest.mark.parametrize("run_id", ["run-1", None])
def test_a_start_begins_the_progress_under_the_run(run_id):
    item = approved_item()

    started = start_for_run(item_id=item.pk, branch_name="mason/x", run_id=run_id, actor=OPERATOR)

    assert (started.status, started.branch_name) == ("in_progress", "mason/x")
    assert progress_of(item) == (run_id, "site_review", 1, None)


def test_a_start_that_is_refused_leaves_the_progress_alone():
    item = claimed_item("run-1")
    with pytest.raises(TransitionConflict):
        start_for_run(item_id=item.pk, branch_name="mason/x", run_id="run-2", actor=OPERATOR)
    assert progress_of(item)[0] == "run-1"


@pytest.mark.parametrize("name", ENDINGS)
def test_the_run_that_holds_an_item_ends_its_attempt(name):
    end, target = ENDINGS[name]
    item = claimed_item("run-1")
    assert end(item_id=item.pk, run_id="run-1", actor=OPERATOR).status == target


@pytest.mark.parametrize("name", ENDINGS)
@pytest.mark.parametrize("run_id", ["run-2", None])
def test_another_run_does_not_end_the_attempt(name, run_id):
    item = claimed_item("run-1")
    with pytest.raises(RunConflict):
        ENDINGS[name][0](item_id=item.pk, run_id=run_id, actor=OPERATOR)
    item.refresh_from_db()
    assert item.status == "in_progress"
    assert progress_of(item) == ("run-1", "site_review", 1, None)


@pytest.mark.parametrize("name", ENDINGS)
def test_a_run_without_an_id_ends_what_it_started(name):
    end, target = ENDINGS[name]
    item = approved_item()
    start_for_run(item_id=item.pk, branch_name="mason/x", run_id=None, actor=OPERATOR)
    assert end(item_id=item.pk, run_id=None, actor=OPERATOR).status == target


@pytest.mark.parametrize("name", ENDINGS)
@pytest.mark.parametrize("run_id", ["run-2", None])
def test_what_an_earlier_attempt_left_holds_nothing(name, run_id):
    end, target = ENDINGS[name]
    item = claimed_item("run-1")
    release_for_run(item_id=item.pk, run_id="run-1", actor=OPERATOR)
    carrying_out.start(item_id=item.pk, branch_name="mason/x", actor=OPERATOR)

    assert end(item_id=item.pk, run_id=run_id, actor=OPERATOR).status == target


@pytest.mark.parametrize("name", ENDINGS)
@pytest.mark.parametrize("status", [s for s in ItemStatus.values if s != "in_progress"])
def test_an_attempt_ends_once_and_then_the_status_is_told(name, status):
    item = make_item(status=status)
    make_progress(item=item, run_id="run-1")
    with pytest.raises(TransitionConflict, match=f"is {status}"):
        ENDINGS[name][0](item_id=item.pk, run_id="run-2", actor=OPERATOR)


@pytest.mark.parametrize("name", ENDINGS)
def test_an_agent_ends_only_what_is_its_users(name):
    item = claimed_item("run-1")
    stranger = Actor.agent(make_api_key()[0])
    with pytest.raises(ItemNotFound):
        ENDINGS[name][0](item_id=item.pk, run_id="run-1", actor=stranger)


def test_completing_an_item_completes_its_progress():
    item = claimed_item("run-1")
    report_progress(item_id=item.pk, run_id="run-1", report=Report(current_wave=3), actor=OPERATOR)

    complete_for_run(item_id=item.pk, pr_url=PULL_REQUEST, run_id="run-1", actor=OPERATOR)

    *progress, completed_at = progress_of(item)
    assert progress == ["run-1", "complete", 3]
    assert completed_at is not None


def test_a_completion_that_is_refused_leaves_the_progress_alone():
    item = claimed_item("run-1")
    with pytest.raises(MissingValue):
        complete_for_run(item_id=item.pk, pr_url=" ", run_id="run-1", actor=OPERATOR)
    assert progress_of(item) == ("run-1", "site_review", 1, None)


def test_completing_an_item_without_progress_makes_none():
    item = make_item(status=ItemStatus.IN_PROGRESS)
    complete_for_run(item_id=item.pk, pr_url=PULL_REQUEST, run_id="run-1", actor=OPERATOR)
    assert not ExecutionProgress.objects.exists()


def test_a_release_says_why():
    item = claimed_item("run-1")
    release_for_run(item_id=item.pk, run_id="run-1", actor=OPERATOR, reason="out of time")
    assert item.status_changes.values_list("to_status", "reason")[0] == ("approved", "out of time")
