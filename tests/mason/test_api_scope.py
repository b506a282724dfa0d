import json
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from rest_framework.test import APIClient

from accounts.models import AIProviderKey, APIKey
from tests.api_clients import agent_of, browser_of
from tests.factories import make_curator, make_user, make_viewer
from tests.mason.api_routes import (
    CURATORS,
    LISTS,
    MIXED,
    OPEN,
    OWN,
    PREFIX,
    REFERRING,
    ROWS,
    TABLE,
    address_of,
    body_of,
    filled,
    route_of,
    routes,
)
from tests.mason.api_rows import IDEMPOTENCY_KEY, PROVIDER_SECRET, rows_of

pytestmark = pytest.mark.django_db

COUNTS_OF_REQUESTS = "accounts_requestallowance"
HEADERS = [{}, {"if-match": "*"}, {"idempotency-key": "once"}]
NO_ID = "an id"
KEYS = {"api_key", "provider_key"}
"""The rows of which a viewer sees none but its own."""


def every(table: Any) -> Any:
    return pytest.mark.parametrize("route", table, ids=" ".join)


@pytest.fixture
def stranger() -> Any:
    """The ids of the rows of a user who isn't the one who asks."""
    return rows_of(make_user())


@pytest.fixture
def absent(stranger) -> Any:
    """Ids of no rows, by the same names."""
    return {name: uuid4() for name in stranger}


@pytest.fixture
def agent() -> APIClient:
    """A program whose user has nothing; it has asked before, which its key's row says."""
    client = agent_of(make_user())
    client.get(f"{PREFIX}users/me")
    return client


def asked(client: APIClient, route: Any, rows: Any, body: Any = None, **headers: str) -> Any:
    """Ask what the table says of a route, about these rows."""
    entry = TABLE.get(route) or ROWS.get(route)
    address = address_of(route, entry, rows) if entry else PREFIX + filled(route[1], rows)
    content = body_of(entry.body if body is None and entry else body, rows)
    text = "" if content is None else json.dumps(content)
    return client.generic(route[0], address, text, "application/json", headers=headers)


def told(response: Any, rows: Any) -> tuple[int, str]:
    """Give the status and the body, without the ids of these rows."""
    text = response.content.decode()
    for row_id in rows.values():
        text = text.replace(str(row_id), NO_ID)
    return response.status_code, text


def contents() -> dict[str, list[Any]]:
    """Every row of every table but the counts of requests."""
    names = {model._meta.db_table for model in apps.get_models() if model._meta.managed}
    with connection.cursor() as cursor:
        return {
            name: cursor.execute(f'SELECT rows::text FROM "{name}" rows ORDER BY 1').fetchall()
            for name in names - {COUNTS_OF_REQUESTS}
        }


def test_every_route_is_in_the_table_and_no_other():
    assert {route_of(route) for route in TABLE} == routes()


@every(ROWS)
def test_a_strangers_row_looks_as_if_it_werent_there(agent, stranger, absent, route):
    before = contents()
    theirs = [told(asked(agent, route, stranger, **one), stranger) for one in HEADERS]
    nobodys = [told(asked(agent, route, absent, **one), absent) for one in HEADERS]

    assert {status for status, _ in theirs} == {404}
    assert theirs == nobodys
    assert contents() == before


@every(REFERRING)
def test_a_strangers_row_in_a_request_looks_as_if_it_werent_there(agent, stranger, absent, route):
    before = contents()
    theirs = [told(asked(agent, route, stranger, **one), stranger) for one in HEADERS]
    nobodys = [told(asked(agent, route, absent, **one), absent) for one in HEADERS]

    assert {status for status, _ in theirs} == {404}
    assert theirs == nobodys
    assert contents() == before


@every(MIXED)
def test_so_does_a_strangers_row_beside_ones_own(stranger, absent, route):
    user = make_user()
    agent, own = agent_of(user), {f"own_{name}": pk for name, pk in rows_of(user).items()}
    agent.get(f"{PREFIX}users/me")
    before = contents()

    theirs = told(asked(agent, route, {**stranger, **own}, MIXED[route]), stranger)
    nobodys = told(asked(agent, route, {**absent, **own}, MIXED[route]), absent)

    assert theirs[0] in {400, 404, 409}
    assert theirs == nobodys
    assert contents() == before


@every([*ROWS, *REFERRING, *OWN])
def test_the_rows_own_user_gets_what_the_table_says(route):
    user = make_user()
    response = asked(agent_of(user), route, rows_of(user))

    assert response.status_code == TABLE[route].status, response.content


@every(LISTS)
def test_a_list_leaves_out_strangers_rows(agent, stranger, route):
    text = asked(agent, route, stranger).content.decode()

    assert [name for name, row_id in stranger.items() if str(row_id) in text] == []


@every(LISTS)
def test_a_filter_by_a_strangers_row_finds_nothing(agent, stranger, absent, route):
    for query in LISTS[route]:
        address = f"{PREFIX}{route[1]}?{query}"
        empty = {"results": [], "next": None, "previous": None}

        assert agent.get(filled(address, stranger)).json() == empty
        assert agent.get(filled(address, absent)).json() == empty


@every(LISTS)
def test_the_rows_own_user_finds_them(route):
    user = make_user()
    agent, rows = agent_of(user), rows_of(user)

    for query in ("limit=10", *LISTS[route]):
        assert agent.get(filled(f"{PREFIX}{route[1]}?{query}", rows)).json()["results"], query


@pytest.mark.parametrize("remote", ["{}", "https://github.com/{}.git", "git@github.com:{}.git"])
def test_a_strangers_remote_finds_nothing(agent, remote):
    user = make_user()
    rows_of(user)
    name = user.repositories.get().github_full_name

    found = agent.get(f"{PREFIX}repositories", {"remote": remote.format(name)})

    assert found.json()["results"] == []


@every(CURATORS)
def test_a_decision_is_refused_to_agents_whosever_the_row_is(stranger, absent, route):
    user = make_user()
    agent, own = agent_of(user), rows_of(user)
    agent.get(f"{PREFIX}users/me")
    before = contents()

    answers = [asked(agent, route, rows) for rows in (own, stranger, absent)]

    assert {response.status_code for response in answers} == {403}
    assert len({response.content for response in answers}) == 1
    assert contents() == before


@every(CURATORS)
def test_a_curator_decides_about_everybodys_rows(stranger, route):
    response = asked(browser(make_curator()), route, stranger)

    assert response.status_code == TABLE[route].status, response.content


@every(LISTS)
def test_a_curator_sees_everybodys_rows(route):
    users = [make_user(), make_user()]
    for user in users:
        rows_of(user)
    agents = [agent_of(user) for user in users]
    address = f"{PREFIX}{route[1]}?limit=200"
    seen = ids_of(browser(make_curator()).get(address))

    for agent in agents:
        assert set() < ids_of(agent.get(address)) < seen


@every(sorted(set(TABLE) - set(OPEN)))
def test_a_viewer_reads_and_changes_nothing(stranger, route):
    client, before = browser(make_viewer()), contents()

    response = asked(client, route, stranger)

    read = 404 if TABLE[route].row in KEYS else TABLE[route].status
    assert response.status_code == (read if route[0] == "GET" else 403), response.content
    assert contents() == before


@pytest.mark.parametrize("address", ["api-keys", "provider-keys"])
@pytest.mark.usefixtures("stranger")
def test_a_viewer_sees_no_keys_of_others(address):
    assert browser(make_viewer()).get(f"{PREFIX}{address}").json()["results"] == []


@every(TABLE)
def test_without_a_key_only_the_documentation_is_read(stranger, route):
    before = contents()

    response = asked(APIClient(), route, stranger)

    assert response.status_code == (200 if route in OPEN else 401), response.content
    assert contents() == before


@pytest.mark.parametrize("who", ["agent", "curator"])
def test_no_answer_shows_a_secret(who):
    user = make_curator()
    rows, others = rows_of(user), rows_of(make_user())
    client = agent_of(user) if who == "agent" else browser(user)
    secrets = [PROVIDER_SECRET, IDEMPOTENCY_KEY, "key_hash"]
    secrets += APIKey.objects.values_list("key_hash", flat=True)
    secrets += AIProviderKey.objects.values_list("encrypted_api_key", flat=True)

    answers = [
        (route, asked(client, route, given).content.decode())
        for route in sorted(set(TABLE) - set(OPEN))
        for given in (rows, others)
    ]

    assert [(route, one) for route, text in answers for one in secrets if one in text] == []


def browser(user: Any) -> APIClient:
    """A browser of a curator's or a viewer's whose forms carry the token against forgery."""
    client = browser_of(user)
    client.handler.enforce_csrf_checks = False
    return client


def ids_of(response: Any) -> set[str]:
    """The ids of the rows of a page."""
    return {row["id"] for row in response.json()["results"]}
