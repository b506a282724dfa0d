import uuid
from functools import partial

import pytest

from execution.models import RemoteExecutionRun
from tests.api_clients import agent_of
from tests.concurrency import at_once
from tests.factories import make_item, make_remote_run, make_repository

pytestmark = pytest.mark.django_db

RUNS = "/api/v1/remote-execution-runs"
PULL_REQUEST = "https://github.com/acme/shop/pull/7"


@pytest.fixture
def repository():
    return make_repository()


@pytest.fixture
def agent(repository):
    return agent_of(repository.user)


@pytest.fixture
def run(repository):
    items = [make_item(repository=repository).pk for _ in range(2)]
    return make_remote_run(repository=repository, item_ids=items)


def create(agent, repository, key=None, **body):
    headers = {} if key is None else {"idempotency-key": key}
    body = {"repository_id": str(repository.pk), "branch_name": "mason/fix", **body}
    return agent.post(RUNS, body, headers=headers)


def tell(agent, run, name, headers=None, **body):
    return agent.post(f"{RUNS}/{run.pk}/{name}", body, headers=headers or {})


def result(item_id, status="success", **values):
    return {"item_id": str(item_id), "status": status, **values}


def test_a_run_begins_with_what_the_request_says(agent, repository):
    item = make_item(repository=repository)

    response = create(agent, repository, base_branch="develop", item_ids=[str(item.pk)])

    made = response.json()
    assert (response.status_code, made["status"]) == (201, "pending")
    assert (made["item_ids"], made["base_branch"]) == ([str(item.pk)], "develop")
    assert made["user_id"] == str(repository.user.pk)
    stored = agent.get(response.headers["Location"])
    assert (stored.json(), stored.headers["ETag"]) == (made, response.headers["ETag"])


def test_a_run_needs_neither_items_nor_a_base(agent, repository):
    made = create(agent, repository).json()
    assert (made["item_ids"], made["item_count"], made["base_branch"]) == ([], 0, "main")


@pytest.mark.parametrize("header", ["idempotency-key", "x-idempotency-key"])
def test_the_same_request_with_the_same_key_gives_the_first_run(agent, repository, header):
    body = {"repository_id": str(repository.pk), "branch_name": "mason/fix"}
    first, again = (agent.post(RUNS, body, headers={header: "a"}) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "idempotency_key" not in first.json()


def test_the_same_request_said_otherwise_is_the_same(agent, repository):
    first = create(agent, repository, "a")
    again = create(agent, repository, "a", base_branch="main", item_ids=[])
    assert (again.status_code, again.json()) == (200, first.json())


def test_another_request_with_the_same_key_is_refused(agent, repository):
    create(agent, repository, "a")
    response = create(agent, repository, "a", branch_name="mason/other")
    assert (response.status_code, response.json()["code"]) == (409, "idempotency_conflict")
    assert RemoteExecutionRun.objects.count() == 1


@pytest.mark.parametrize("key", ["", "ü", "a" * 256])
def test_a_key_that_cannot_be_is_refused(agent, repository, key):
    response = create(agent, repository, key)
    assert (response.status_code, response.json()["code"]) == (400, "bad_idempotency_key")


@pytest.mark.django_db(transaction=True)
def test_the_same_request_eight_times_at_once_makes_one_run(repository):
    responses = at_once([partial(create, agent_of(repository.user), repository, "a")] * 8)
    assert sorted(response.status_code for response in responses) == [200] * 7 + [201]
    assert RemoteExecutionRun.objects.count() == 1


def test_ids_that_are_no_items_of_the_repository_are_told_by_their_place(agent, repository):
    item, other = make_item(repository=repository), make_item()
    response = create(agent, repository, item_ids=[str(item.pk), str(other.pk), str(uuid.uuid4())])
    assert response.status_code == 400
    assert [(one["field"], one["index"]) for one in response.json()["errors"]] == [
        ("item_ids.1", 1),
        ("item_ids.2", 2),
    ]
    assert not RemoteExecutionRun.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"branch_name": ""}, "branch_name"),
        ({"branch_name": "a\nb"}, "branch_name"),
        ({"branch_name": 7}, "branch_name"),
        ({"base_branch": " "}, "base_branch"),
        ({"item_ids": "x"}, "item_ids"),
        ({"item_ids": ["x"]}, "item_ids.0"),
        ({"item_ids": [7]}, "item_ids.0"),
        ({"repository_id": "shop"}, "repository_id"),
    ],
)
def test_a_value_that_cannot_be_is_refused(agent, repository, body, field):
    response = create(agent, repository, **body)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]


def test_a_member_that_nobody_may_write_is_refused(agent, repository):
    response = create(agent, repository, status="success")
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == ["status"]


def test_a_strangers_repository_looks_like_an_absent_one(agent):
    stranger, absent = make_repository(), uuid.uuid4()
    theirs = create(agent, stranger)
    nobodys = agent.post(RUNS, {"repository_id": str(absent), "branch_name": "mason/fix"})
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert theirs.content.decode().replace(str(stranger.pk), str(absent)) == (
        nobodys.content.decode()
    )


def test_a_report_sets_what_it_names_and_leaves_the_rest(agent, run):
    tell(agent, run, "report", status="in_progress", files_changed=2, pr_url=PULL_REQUEST)
    response = tell(agent, run, "report", lines_added=30, files_changed=None)

    told = response.json()
    assert (response.status_code, response.content) == (200, agent.get(f"{RUNS}/{run.pk}").content)
    assert (told["status"], told["files_changed"], told["lines_added"], told["pr_url"]) == (
        "in_progress",
        2,
        30,
        PULL_REQUEST,
    )


def test_results_are_added_to_those_of_other_items(agent, run):
    first, second = run.item_ids
    tell(agent, run, "report", item_results=[result(first, "failed", error_message="Conflicts.")])
    response = tell(agent, run, "report", item_results=[result(second)])
    assert response.json()["item_results"] == [
        {"item_id": str(first), "status": "failed", "error_message": "Conflicts."},
        {"item_id": str(second), "status": "success", "error_message": None},
    ]


def test_a_success_counts_how_its_items_ended(agent, run):
    first, second = run.item_ids
    response = tell(
        agent,
        run,
        "finish",
        status="success",
        pr_url=PULL_REQUEST,
        pr_number=7,
        item_results=[result(first), result(second, "failed")],
    )
    done = response.json()
    assert (response.status_code, done["status"]) == (200, "success")
    assert (done["success_count"], done["failure_count"], done["pr_number"]) == (1, 1, 7)
    assert done["completed_at"] is not None


def test_a_success_needs_a_pull_request(agent, run):
    response = tell(agent, run, "finish", status="success")
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == ["pr_url"]


def test_a_run_does_not_end_otherwise_than_its_items(agent, run):
    results = [result(item_id, "failed") for item_id in run.item_ids]
    response = tell(
        agent, run, "finish", status="success", pr_url=PULL_REQUEST, item_results=results
    )
    assert (response.status_code, response.json()["code"]) == (409, "contradicting_results")
    run.refresh_from_db()
    assert (run.status, run.item_results) == ("pending", None)


def test_a_run_that_has_ended_does_not_change(agent, run):
    tell(agent, run, "finish", status="cancelled")
    for name, body in (("report", {"lines_added": 1}), ("finish", {"status": "failed"})):
        response = tell(agent, run, name, **body)
        assert (response.status_code, response.json()["code"]) == (409, "run_finished")
        assert response.json()["current_status"] == "cancelled"


@pytest.mark.parametrize(
    ("name", "body", "field"),
    [
        ("report", {"status": "success"}, "status"),
        ("report", {"lines_added": -1}, "lines_added"),
        ("report", {"pr_url": "pull/7"}, "pr_url"),
        ("report", {"pr_number": "7"}, "pr_number"),
        ("report", {"item_results": {}}, "item_results"),
        ("report", {"item_results": [{"status": "failed"}]}, "item_results.0.item_id"),
        ("finish", {}, "status"),
        ("finish", {"status": "in_progress"}, "status"),
        ("finish", {"status": "failed", "error_message": "\0"}, "error_message"),
    ],
)
def test_a_report_that_cannot_be_is_refused(agent, run, name, body, field):
    response = tell(agent, run, name, **body)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]


def test_results_of_other_items_are_told_by_their_place(agent, run):
    results = [result(run.item_ids[0]), result(uuid.uuid4())]
    response = tell(agent, run, "report", item_results=results)
    assert response.status_code == 400
    assert [(one["field"], one["index"]) for one in response.json()["errors"]] == [
        ("item_results.1", 1)
    ]


@pytest.mark.parametrize("name", ["report", "finish"])
def test_a_strangers_run_looks_like_an_absent_one(agent, name):
    stranger, absent = make_remote_run(), uuid.uuid4()
    body = {"status": "failed"} if name == "finish" else {}
    theirs = tell(agent, stranger, name, **body)
    nobodys = agent.post(f"{RUNS}/{absent}/{name}", body)
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert theirs.content.decode().replace(str(stranger.pk), str(absent)) == (
        nobodys.content.decode()
    )


def test_a_run_changes_only_in_the_version_that_is_named(agent, run):
    tag = agent.get(f"{RUNS}/{run.pk}").headers["ETag"]
    right = tell(agent, run, "report", {"if-match": tag}, lines_added=1)
    stale = tell(agent, run, "report", {"if-match": tag}, lines_added=2)
    again = tell(agent, run, "report", {"if-match": right.headers["ETag"]}, lines_added=3)
    assert [one.status_code for one in (right, stale, again)] == [200, 412, 200]
    run.refresh_from_db()
    assert run.lines_added == 3
