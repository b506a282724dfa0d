import uuid

import pytest
from django.db import connection

from accounts.models import APIKey
from accounts.services.api_keys import authenticate
from tests.api_clients import agent_client, agent_of, browser_of, post_json
from tests.factories import make_administrator, make_api_key, make_curator, make_user

pytestmark = pytest.mark.django_db

LIST = "/api/v1/api-keys"


@pytest.fixture
def user():
    return make_user()


@pytest.fixture
def agent(user):
    return agent_of(user)


def test_a_key_is_made_for_the_user_and_shown_once(agent, user):
    response = agent.post(LIST, {"name": " Nightly "})

    body = response.json()
    row = APIKey.objects.get(pk=body["id"])
    assert response.status_code == 201
    assert response.headers["Location"] == f"http://testserver{LIST}/{row.pk}"
    assert set(body) == {
        "id",
        "created_at",
        "user_id",
        "name",
        "key_prefix",
        "last_used_at",
        "key",
    }
    assert (row.user, row.name) == (user, "Nightly")
    assert authenticate(body["key"]) == row
    shown = agent.get(f"{LIST}/{row.pk}").json()
    assert "key" not in shown
    assert shown["key_prefix"] == body["key"][:8]


def test_a_key_is_called_default_when_nothing_is_said(agent):
    assert agent.post(LIST, {}).json()["name"] == "Default"


@pytest.mark.parametrize("name", ["", "  ", None, 7, "a\nb", "a\0", "\ud800", "x" * 201])
def test_a_name_that_nobody_could_read_is_refused(agent, name):
    response = post_json(agent, LIST, {"name": name})

    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "name"
    assert APIKey.objects.count() == 1


def everything_stored():
    """Give the text of every row of every table."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        texts = []
        for table in tables:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM \"{table}\" t")
            texts += cursor.fetchone()
    return "\n".join(texts)


def test_a_replayed_request_does_not_show_the_key_again_and_nothing_stores_it(agent, caplog):
    headers = {"idempotency-key": "one"}
    first = agent.post(LIST, {"name": "CI"}, headers=headers)

    second = agent.post(LIST, {"name": "CI"}, headers=headers)

    assert first.status_code == 201
    assert (second.status_code, second.json()["code"]) == (409, "answer_not_kept")
    assert APIKey.objects.filter(name="CI").count() == 1
    key = first.json()["key"]
    assert key not in everything_stored()
    assert key not in caplog.text
    assert key not in second.content.decode()


def test_a_key_is_revoked(agent):
    made = agent.post(LIST, {}).json()

    response = agent.delete(f"{LIST}/{made['id']}")

    assert (response.status_code, response.content) == (204, b"")
    assert agent_client(made["key"]).get(LIST).status_code == 401
    assert agent.delete(f"{LIST}/{made['id']}").status_code == 404


def test_a_key_is_revoked_in_the_version_that_was_read(agent, user):
    row, _ = make_api_key(user=user)

    response = agent.delete(f"{LIST}/{row.pk}", headers={"if-match": '"other"'})

    assert response.status_code == 412
    assert APIKey.objects.filter(pk=row.pk).exists()


def test_a_key_may_revoke_itself(user):
    row, key = make_api_key(user=user)

    assert agent_client(key).delete(f"{LIST}/{row.pk}").status_code == 204
    assert authenticate(key) is None


def test_a_strangers_key_looks_like_an_absent_one(agent):
    stranger, absent = make_api_key()[0].pk, uuid.uuid4()

    for method in (agent.get, agent.delete):
        theirs, nobodys = method(f"{LIST}/{stranger}"), method(f"{LIST}/{absent}")
        assert (theirs.status_code, nobodys.status_code) == (404, 404)
        assert theirs.content.decode().replace(str(stranger), str(absent)) == (
            nobodys.content.decode()
        )
    assert APIKey.objects.filter(pk=stranger).exists()


@pytest.mark.parametrize(
    ("make", "status", "left"), [(make_curator, 403, 1), (make_administrator, 204, 0)]
)
def test_only_an_administrator_revokes_what_belongs_to_others(make, status, left):
    row, _ = make_api_key()
    browser = browser_of(make())
    token = browser.get("/admin/").cookies["mason_csrf"].value

    response = browser.delete(f"{LIST}/{row.pk}", headers={"x-csrftoken": token})

    assert (response.status_code, APIKey.objects.count()) == (status, left)


def test_keys_are_listed_filtered_and_searched(agent, user):
    make_api_key(user=user, name="Night")
    make_api_key(name="Night of a stranger")

    def found(query):
        return [row["name"] for row in agent.get(f"{LIST}?{query}").json()["results"]]

    assert found("ordering=created_at") == ["Default", "Night"]
    assert found("search=nIGHT") == ["Night"]
    assert found("last_used_since=2020-01-01T00:00:00Z") == ["Default"]
    assert found("created_before=2020-01-01T00:00:00Z") == []
    assert found(f"user_id={uuid.uuid4()}") == []


def test_no_list_shows_a_hash(agent):
    assert b"key_hash" not in agent.get(LIST).content
    assert agent.get(f"{LIST}?fields=key_hash").status_code == 400
