import uuid

import pytest

from backlog.models import StatusChange
from execution.models import ExecutionProgress
from tests.api_clients import agent_of, browser_of
from tests.factories import make_curator, make_item, make_progress, make_repository

pytestmark = pytest.mark.django_db

CLAIM = "/api/v1/backlog/claim"
ENDINGS = {
    "complete": ({"pr_url": "https://github.com/acme/shop/pull/7"}, "completed"),
    "fail": ({"error_message": "The tests fail."}, "deferred"),
    "release": ({"reason": "Out of time."}, "approved"),
}


@pytest.fixture
def repository():
    return make_repository()


@pytest.fixture
def agent(repository):
    return agent_of(repository.user)


def approved(repository, **values):
    return make_item(repository=repository, status="approved", **values)


def claim(agent, repository, **body):
    return agent.post(CLAIM, {"repository_id": str(repository.pk), **body})


def end(agent, item, name, **body):
    return agent.post(f"/api/v1/backlog/{item.pk}/{name}", {**ENDINGS[name][0], **body})


def progress():
    return list(ExecutionProgress.objects.values_list("item", "run_id", "current_phase"))


def test_a_claim_takes_the_best_item_for_the_run(agent, repository):
    approved(repository, impact_score=3)
    best = approved(repository, impact_score=9)

    response = claim(agent, repository, run_id="run-1")

    stored = agent.get(f"/api/v1/backlog/{best.pk}").json()
    assert (response.status_code, response.json()) == (200, {"run_id": "run-1", "items": [stored]})
    assert stored["status"] == "in_progress"
    assert progress() == [(best.pk, "run-1", "site_review")]


def test_a_claim_without_a_run_gets_one(agent, repository):
    item = approved(repository)
    run_id = claim(agent, repository).json()["run_id"]
    assert str(uuid.UUID(run_id)) == run_id
    assert progress() == [(item.pk, run_id, "site_review")]


def test_a_claim_takes_as_many_as_it_asks_for(agent, repository):
    for _ in range(4):
        approved(repository)
    assert len(claim(agent, repository, limit=3).json()["items"]) == 3
    assert len(claim(agent, repository, limit=3).json()["items"]) == 1
    assert claim(agent, repository, limit=3).json()["items"] == []


def test_a_claim_is_recorded_with_the_key(agent, repository):
    approved(repository)
    claim(agent, repository)
    key = repository.user.api_keys.get()
    recorded = StatusChange.objects.values_list("user", "api_key", "channel", "reason")
    assert list(recorded) == [(repository.user.pk, key.pk, "api", "claimed")]


def test_a_strangers_repository_looks_like_an_absent_one(agent):
    stranger = make_repository()
    item, absent = approved(stranger), uuid.uuid4()

    theirs = claim(agent, stranger)
    nobodys = agent.post(CLAIM, {"repository_id": str(absent)})

    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert theirs.content.decode().replace(str(stranger.pk), str(absent)) == (
        nobodys.content.decode()
    )
    item.refresh_from_db()
    assert item.status == "approved"


def test_a_curator_may_claim_from_any_repository(repository):
    approved(repository)
    client = browser_of(make_curator())
    client.handler.enforce_csrf_checks = False
    assert len(claim(client, repository).json()["items"]) == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 51}, "limit"),
        ({"limit": "2"}, "limit"),
        ({"limit": True}, "limit"),
        ({"run_id": ""}, "run_id"),
        ({"run_id": "r" * 201}, "run_id"),
        ({"run_id": "r\0"}, "run_id"),
        ({"run_id": 7}, "run_id"),
        ({"repository_id": "shop"}, "repository_id"),
        ({"repository_id": 7}, "repository_id"),
        ({"repository_id": None}, "repository_id"),
    ],
)
def test_a_value_that_cannot_be_is_refused(agent, repository, body, field):
    approved(repository)
    response = claim(agent, repository, **body)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert progress() == []


def test_an_unknown_member_is_refused(agent, repository):
    response = claim(agent, repository, count=3)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == ["count"]


def test_a_runs_id_is_kept_as_it_is_sent(agent, repository):
    item = approved(repository)
    assert claim(agent, repository, run_id=" “run”\n 1 ").json()["run_id"] == " “run”\n 1 "
    assert progress() == [(item.pk, " “run”\n 1 ", "site_review")]


def test_the_same_claim_with_the_same_key_is_made_once(agent, repository):
    for _ in range(2):
        approved(repository)
    body = {"repository_id": str(repository.pk)}

    first, again = (agent.post(CLAIM, body, headers={"idempotency-key": "a"}) for _ in range(2))
    other = agent.post(CLAIM, {**body, "limit": 2}, headers={"idempotency-key": "a"})

    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")
    assert len(progress()) == 1


def test_a_start_may_name_its_run(agent, repository):
    item = approved(repository)
    body = {"branch_name": "mason/x", "run_id": "run-1"}
    response = agent.post(f"/api/v1/backlog/{item.pk}/start", body)
    assert (response.status_code, response.json()["status"]) == (200, "in_progress")
    assert progress() == [(item.pk, "run-1", "site_review")]


def test_a_start_without_a_run_begins_the_progress_too(agent, repository):
    item = approved(repository)
    make_progress(item=item, run_id="run-0", current_phase="building")
    agent.post(f"/api/v1/backlog/{item.pk}/start", {"branch_name": "mason/x"})
    assert progress() == [(item.pk, None, "site_review")]


@pytest.mark.parametrize("name", ENDINGS)
def test_the_run_that_holds_an_item_ends_its_attempt(agent, repository, name):
    item = approved(repository)
    claim(agent, repository, run_id="run-1")
    response = end(agent, item, name, run_id="run-1")
    assert (response.status_code, response.json()["status"]) == (200, ENDINGS[name][1])
    assert response.headers["ETag"] == agent.get(f"/api/v1/backlog/{item.pk}").headers["ETag"]


@pytest.mark.parametrize("name", ENDINGS)
@pytest.mark.parametrize("run", [{"run_id": "run-2"}, {"run_id": None}, {}])
def test_another_run_is_told_that_it_lost_the_item(agent, repository, name, run):
    item = approved(repository)
    claim(agent, repository, run_id="run-1")

    response = end(agent, item, name, **run)

    assert (response.status_code, response.json()["code"]) == (409, "run_conflict")
    item.refresh_from_db()
    assert item.status == "in_progress"


def test_a_release_needs_no_reason(agent, repository):
    item = approved(repository)
    claim(agent, repository, run_id="run-1")
    response = agent.post(f"/api/v1/backlog/{item.pk}/release", {"run_id": "run-1"})
    assert response.status_code == 200
    assert StatusChange.objects.latest_of([item.pk]).get().reason == "released"


def test_a_release_says_why(agent, repository):
    item = approved(repository)
    claim(agent, repository, run_id="run-1")
    end(agent, item, "release", run_id="run-1")
    assert StatusChange.objects.latest_of([item.pk]).get().reason == "Out of time."


def test_an_item_that_nobody_carries_out_is_not_released(agent, repository):
    item = approved(repository)
    response = end(agent, item, "release")
    assert (response.status_code, response.json()["current_status"]) == (409, "approved")


@pytest.mark.parametrize("name", ENDINGS)
def test_a_strangers_item_is_not_found(agent, name):
    item = make_item(status="in_progress")
    response = end(agent, item, name)
    assert (response.status_code, response.json()["code"]) == (404, "item_not_found")


@pytest.mark.parametrize("name", ENDINGS)
def test_an_attempt_ends_only_in_the_version_that_is_named(agent, repository, name):
    item = make_item(repository=repository, status="in_progress")
    address, body = f"/api/v1/backlog/{item.pk}", ENDINGS[name][0]
    tag = agent.get(address).headers["ETag"]

    stale = agent.post(f"{address}/{name}", body, headers={"if-match": '"other"'})
    right = agent.post(f"{address}/{name}", body, headers={"if-match": tag})

    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    assert (right.status_code, right.json()["status"]) == (200, ENDINGS[name][1])
