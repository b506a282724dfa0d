import uuid
from functools import partial

import pytest

from accounts.actors import Actor
from backlog.exceptions import MissingValue
from execution.choices import ItemOutcome, RunStatus
from execution.exceptions import BadRows, ContradictingResults, RemoteRunNotFound, RunFinished
from execution.models import RemoteExecutionRun
from execution.services.item_results import ItemResult
from execution.services.remote_runs import RemoteReport, finish_run, report_run
from tests.concurrency import at_once
from tests.factories import make_api_key, make_item, make_remote_run, make_repository, make_user

pytestmark = pytest.mark.django_db

OPERATOR = Actor.operator()
PULL_REQUEST = "https://github.com/acme/shop/pull/7"


def run_of(number_of_items=2, **values):
    repository = make_repository()
    items = [make_item(repository=repository).pk for _ in range(number_of_items)]
    return make_remote_run(repository=repository, item_ids=items, **values)


def report(run, actor=OPERATOR, **values):
    return report_run(run_id=run.pk, report=RemoteReport(**values), actor=actor)


def finish(run, status, actor=OPERATOR, **values):
    return finish_run(run_id=run.pk, report=RemoteReport(status=status, **values), actor=actor)


def succeeded(item_id):
    return ItemResult(item_id, ItemOutcome.SUCCESS)


def failed(item_id, error_message=None):
    return ItemResult(item_id, ItemOutcome.FAILED, error_message)


def stored(run, *columns):
    return RemoteExecutionRun.objects.values_list(*columns).get(pk=run.pk)


def test_a_report_sets_what_it_names_and_leaves_the_rest():
    run = run_of(files_changed=4, lines_removed=2)

    reported = report(run, status=RunStatus.IN_PROGRESS, lines_added=30, pr_number=7)

    columns = ("status", "files_changed", "lines_added", "lines_removed", "pr_number", "pr_url")
    assert stored(run, *columns) == ("in_progress", 4, 30, 2, 7, None)
    assert (reported.lines_added, reported.lines_removed) == (30, 2)


def test_results_are_added_to_those_of_other_items():
    run = run_of(2)
    first, second = run.item_ids
    report(run, item_results=[failed(first, "Conflicts."), succeeded(second)])

    report(run, item_results=[succeeded(first)])

    assert stored(run, "item_results")[0] == [
        {"item_id": str(second), "status": "success", "error_message": None},
        {"item_id": str(first), "status": "success", "error_message": None},
    ]


@pytest.mark.parametrize("others", [[{"item": "a", "ok": True}], ["done"]])
def test_results_of_another_form_stay(others):
    run = run_of(1, item_results=others)
    report(run, item_results=[succeeded(run.item_ids[0])])
    result = {"item_id": str(run.item_ids[0]), "status": "success", "error_message": None}
    assert stored(run, "item_results")[0] == [*others, result]


def test_results_of_items_that_are_not_the_runs_are_told_by_their_place():
    run = run_of(1)
    (item,), stranger = run.item_ids, uuid.uuid4()
    with pytest.raises(BadRows) as refused:
        report(run, lines_added=1, item_results=[succeeded(item), failed(stranger), failed(item)])
    assert list(refused.value.rows) == [1, 2]
    assert stored(run, "lines_added", "item_results") == (0, None)


def test_a_success_counts_how_its_items_ended():
    run = run_of(3)
    first, second, third = run.item_ids
    report(run, pr_url=PULL_REQUEST, item_results=[failed(first), failed(second)])

    finish(run, RunStatus.SUCCESS, item_results=[succeeded(second), succeeded(third)])

    columns = ("status", "success_count", "failure_count", "pr_url")
    assert stored(run, *columns) == ("success", 2, 1, PULL_REQUEST)
    assert stored(run, "completed_at") != (None,)


def test_a_success_needs_a_pull_request():
    run = run_of()
    with pytest.raises(MissingValue, match="pr_url is missing"):
        finish(run, RunStatus.SUCCESS)
    assert stored(run, "status", "completed_at") == ("pending", None)


@pytest.mark.parametrize("status", [RunStatus.FAILED, RunStatus.CANCELLED])
def test_a_run_may_end_without_results(status):
    run = run_of()
    finish(run, status, error_message="No credits left.")
    columns = ("status", "error_message", "success_count", "failure_count")
    assert stored(run, *columns) == (status, "No credits left.", 0, 0)


def test_a_run_of_which_an_item_succeeded_has_not_failed():
    run = run_of()
    results = [succeeded(run.item_ids[0]), failed(run.item_ids[1])]
    with pytest.raises(ContradictingResults) as refused:
        finish(run, RunStatus.FAILED, item_results=results)
    assert str(refused.value) == (
        "1 of the run's items succeeded and 1 failed, so it can only end as success or cancelled."
    )
    assert stored(run, "status", "item_results") == ("pending", None)


def test_a_run_of_which_all_items_failed_is_no_success():
    run = run_of()
    results = [failed(item_id) for item_id in run.item_ids]
    with pytest.raises(ContradictingResults, match="can only end as failed or cancelled"):
        finish(run, RunStatus.SUCCESS, pr_url=PULL_REQUEST, item_results=results)
    assert finish(run, RunStatus.FAILED, item_results=results).failure_count == 2


def test_a_run_may_be_cancelled_whatever_its_items_did():
    run = run_of()
    done = finish(run, RunStatus.CANCELLED, item_results=[succeeded(run.item_ids[0])])
    assert (done.status, done.success_count) == ("cancelled", 1)


@pytest.mark.parametrize("status", ["success", "failed", "cancelled"])
def test_a_run_that_has_ended_does_not_change(status):
    run = run_of(status=status)
    with pytest.raises(RunFinished, match=f"ended, as {status}"):
        report(run, lines_added=1)
    with pytest.raises(RunFinished):
        finish(run, RunStatus.CANCELLED)
    assert stored(run, "status", "lines_added") == (status, 0)


def test_an_agent_finds_its_own_runs_and_those_of_its_repositories_alone():
    run = make_remote_run(user=make_user())
    own, owner, stranger = (
        Actor.agent(make_api_key(user=user)[0])
        for user in (run.user, run.repository.user, make_user())
    )
    assert report(run, own, lines_added=1).lines_added == 1
    assert report(run, owner, lines_added=2).lines_added == 2
    with pytest.raises(RemoteRunNotFound):
        report(run, stranger, lines_added=3)
    with pytest.raises(RemoteRunNotFound):
        finish(run, RunStatus.CANCELLED, stranger)


def attempt(run, status):
    try:
        return finish(run, status, pr_url=PULL_REQUEST).status
    except RunFinished:
        return RunFinished


@pytest.mark.django_db(transaction=True)
def test_a_run_that_two_finish_at_once_ends_once():
    for _ in range(10):
        run = run_of()
        results = at_once(
            [partial(attempt, run, one) for one in (RunStatus.SUCCESS, RunStatus.FAILED)]
        )
        assert sorted(results, key=str) == sorted([stored(run, "status")[0], RunFinished], key=str)


@pytest.mark.django_db(transaction=True)
def test_results_that_are_reported_at_once_are_all_kept():
    run = run_of(6)
    at_once([partial(report, run, item_results=[succeeded(one)]) for one in run.item_ids])
    kept = {entry["item_id"] for entry in stored(run, "item_results")[0]}
    assert kept == {str(one) for one in run.item_ids}
