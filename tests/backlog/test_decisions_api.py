import uuid

import pytest

from backlog.models import BacklogItem, StatusChange
from tests.api_clients import agent_of, browser_of
from tests.factories import (
    make_curator,
    make_filtered_item,
    make_item,
    make_repository,
    make_viewer,
)

pytestmark = pytest.mark.django_db

DECISIONS = {
    "approve": ("new", "approved"),
    "defer": ("new", "deferred"),
    "reject": ("new", "rejected"),
    "reopen": ("rejected", "new"),
}


def address(item, decision):
    return f"/api/v1/backlog/{item.pk}/{decision}"


@pytest.fixture
def curator():
    return make_curator()


@pytest.fixture
def browser(curator):
    client = browser_of(curator)
    client.handler.enforce_csrf_checks = False
    return client


@pytest.mark.parametrize("decision", DECISIONS)
def test_a_curator_decides_and_gets_the_item(browser, curator, decision):
    origin, target = DECISIONS[decision]
    item = make_item(status=origin)

    response = browser.post(address(item, decision), {"reason": "As agreed."})

    change = StatusChange.objects.get(item=item, to_status=target)
    assert response.status_code == 200
    assert response.json()["status"] == target
    assert (change.user_id, change.reason, change.channel) == (curator.pk, "As agreed.", "api")


@pytest.mark.parametrize("decision", DECISIONS)
def test_an_agent_may_not_decide(decision):
    item = make_item(status=DECISIONS[decision][0])

    response = agent_of(item.repository.user).post(address(item, decision), {"reason": "x"})

    item.refresh_from_db()
    assert response.status_code == 403
    assert response.json()["code"] == "decision_not_allowed"
    assert response.json()["detail"] == (
        "Only a curator may approve, defer, reject, reopen or restore; an API key can't."
    )
    assert item.status == DECISIONS[decision][0]


def test_a_viewer_may_not_decide():
    client = browser_of(make_viewer())
    client.handler.enforce_csrf_checks = False
    item = make_item()

    assert client.post(address(item, "approve"), {}).status_code == 403


def test_a_rejection_needs_a_reason(browser):
    response = browser.post(address(make_item(), "reject"), {})

    assert response.status_code == 400
    assert response.json()["errors"] == [
        {"field": "reason", "detail": "reason is missing: give why it is rejected."}
    ]


def test_a_decision_about_another_status_than_was_seen_is_a_conflict(browser):
    item = make_item(status="approved")

    response = browser.post(address(item, "reject"), {"reason": "No.", "seen_status": "new"})

    assert response.status_code == 409
    assert response.json()["current_status"] == "approved"
    assert response.json()["allowed_statuses"] == ["in_progress", "new", "deferred", "rejected"]


@pytest.mark.parametrize("body", [{"seen_status": "open"}, {"why": "x"}, {"reason": 1}, []])
def test_a_body_that_isnt_one_is_refused(browser, body):
    assert browser.post(address(make_item(), "approve"), body).status_code == 400


def test_an_unknown_member_is_named_with_those_that_there_are(browser):
    response = browser.post(address(make_item(), "approve"), {"why": "x"})

    assert response.json()["errors"] == [
        {"field": "why", "detail": "There is no such member; there are: reason, seen_status."}
    ]


def test_an_absent_item_cant_be_decided_about(browser):
    response = browser.post(f"/api/v1/backlog/{uuid.uuid4()}/approve", {})

    assert response.status_code == 404


def test_a_curator_restores_a_filtered_item_and_gets_the_new_one(browser):
    filtered = make_filtered_item()

    response = browser.post(f"/api/v1/filtered-items/{filtered.pk}/restore", {"reason": "Good."})

    item = BacklogItem.objects.get()
    filtered.refresh_from_db()
    assert response.status_code == 201
    assert response.json()["id"] == str(item.pk)
    assert response.json()["title"] == filtered.title
    assert filtered.override_status == "restored"
    feedback = browser.get("/api/v1/restore-feedback").json()["results"]
    assert [row["filtered_item_id"] for row in feedback] == [str(filtered.pk)]


def test_an_agent_may_not_restore():
    filtered = make_filtered_item()

    response = agent_of(filtered.repository.user).post(
        f"/api/v1/filtered-items/{filtered.pk}/restore", {}
    )

    assert response.status_code == 403
    assert not BacklogItem.objects.exists()


def test_restoring_twice_with_one_idempotency_key_is_restoring_once(browser):
    filtered = make_filtered_item()
    url = f"/api/v1/filtered-items/{filtered.pk}/restore"

    first, again = (browser.post(url, {}, headers={"Idempotency-Key": "k"}) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"


def test_restoring_twice_without_a_key_is_a_conflict(browser):
    filtered = make_filtered_item()
    url = f"/api/v1/filtered-items/{filtered.pk}/restore"
    browser.post(url, {})

    assert browser.post(url, {}).json()["code"] == "already_restored"


def test_an_agent_sees_its_users_filtered_items_and_restores():
    repository = make_repository()
    mine, _ = make_filtered_item(repository=repository), make_filtered_item()
    agent = agent_of(repository.user)

    listed = agent.get("/api/v1/filtered-items").json()["results"]
    one = agent.get(f"/api/v1/filtered-items/{mine.pk}").json()

    assert [row["id"] for row in listed] == [str(mine.pk)]
    assert listed == [one]
    assert one["filter_confidence"] == "0.90"
