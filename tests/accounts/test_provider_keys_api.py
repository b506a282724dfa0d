import logging
import uuid

import pytest

from accounts.models import AIProviderKey
from accounts.services.provider_keys import read_provider_key, store_provider_key
from tests.accounts.test_api_keys_api import everything_stored
from tests.api_clients import agent_of, post_json
from tests.factories import make_user

pytestmark = pytest.mark.django_db

LIST = "/api/v1/provider-keys"
SECRET = "sk-swordfish-0123456789"


@pytest.fixture
def user():
    return make_user()


@pytest.fixture
def agent(user):
    return agent_of(user)


def store(agent, secret=SECRET, provider="openai", **headers):
    return agent.post(LIST, {"provider": provider, "api_key": secret}, headers=headers)


def test_a_key_is_stored_encrypted_and_never_shown(agent, user, caplog):
    caplog.set_level(logging.DEBUG)
    response = store(agent, **{"idempotency-key": "one"})

    row = AIProviderKey.objects.get()
    assert response.status_code == 201
    assert set(response.json()) == {"id", "user_id", "provider", "created_at", "updated_at"}
    assert response.headers["Location"] == f"http://testserver{LIST}/{row.pk}"
    assert (row.user, read_provider_key(row)) == (user, SECRET)
    answers = [response, agent.get(LIST), agent.get(f"{LIST}/{row.pk}")]
    assert all(SECRET not in answer.content.decode() for answer in answers)
    assert SECRET not in everything_stored()
    assert SECRET not in caplog.text


def test_a_key_takes_the_place_of_an_earlier_one(agent):
    first = store(agent)

    second = store(agent, "sk-another-0123456789")

    row = AIProviderKey.objects.get()
    assert (second.status_code, second.json()["id"]) == (200, first.json()["id"])
    assert read_provider_key(row) == "sk-another-0123456789"
    assert second.headers["ETag"] == agent.get(f"{LIST}/{row.pk}").headers["ETag"]


def test_a_replayed_request_gives_the_first_answer(agent):
    headers = {"idempotency-key": "one"}
    first = store(agent, **headers)

    again, other = store(agent, **headers), store(agent, "sk-another-0123456789", **headers)

    assert (again.status_code, again.content) == (201, first.content)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")
    assert read_provider_key(AIProviderKey.objects.get()) == SECRET


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"provider": "openai"}, "api_key"),
        ({"api_key": SECRET}, "provider"),
        ({"provider": "acme", "api_key": SECRET}, "provider"),
        ({"provider": "openai", "api_key": ""}, "api_key"),
        ({"provider": "openai", "api_key": f"{SECRET}\ud800"}, "api_key"),
        ({"provider": "openai", "api_key": [SECRET]}, "api_key"),
        ({"provider": "openai", "api_key": SECRET * 100}, "api_key"),
    ],
)
def test_a_refusal_names_the_field_and_not_the_secret(agent, body, field):
    response = post_json(agent, LIST, body)

    assert response.status_code == 400
    assert [one["field"] for one in response.json()["errors"]] == [field]
    assert SECRET not in response.content.decode()
    assert not AIProviderKey.objects.exists()


def test_a_key_is_forgotten(agent):
    address = f"{LIST}/{store(agent).json()['id']}"
    stale = agent.delete(address, headers={"if-match": '"other"'})

    assert (stale.status_code, agent.delete(address).status_code) == (412, 204)
    assert (agent.delete(address).status_code, agent.get(address).status_code) == (404, 404)


def test_a_strangers_key_looks_like_an_absent_one(agent):
    row = store_provider_key(user=make_user(), provider="openai", api_key=SECRET)

    for row_id in (row.pk, uuid.uuid4()):
        assert agent.get(f"{LIST}/{row_id}").status_code == 404
        assert agent.delete(f"{LIST}/{row_id}").status_code == 404
    assert agent.get(LIST).json()["results"] == []
    assert AIProviderKey.objects.get() == row


def test_keys_are_filtered_by_provider(agent):
    store(agent)
    store(agent, provider="anthropic")

    rows = agent.get(f"{LIST}?provider=anthropic").json()["results"]

    assert [row["provider"] for row in rows] == ["anthropic"]
    assert agent.get(f"{LIST}?search=x").status_code == 400
