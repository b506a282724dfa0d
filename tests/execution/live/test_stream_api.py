"""The route of the API that leads to a stream."""

from urllib.parse import parse_qs, urlsplit

import pytest

from execution.live.scopes import Scope
from execution.live.tokens import read_token
from tests.api_clients import agent_of, browser_of
from tests.factories import make_curator, make_item, make_user

pytestmark = pytest.mark.django_db

ROUTE = "/api/v1/execution-progress/stream"
EVENTS = {"accept": "text/event-stream"}


def led(client, address=ROUTE, **headers):
    """Where the route leads to: the address without its query, and the scope."""
    response = client.get(address, headers=headers)
    assert response.status_code == 307, response.content
    place = urlsplit(response.headers["Location"])
    [token] = parse_qs(place.query)["token"]
    return f"{place.scheme}://{place.netloc}{place.path}", read_token(token)


def test_an_agent_is_led_to_what_its_user_may_see(settings):
    settings.LIVE_PORT = "9001"
    user = make_user()
    assert led(agent_of(user)) == ("http://testserver:9001/stream", Scope(user_id=user.pk))


def test_a_browser_that_opens_an_event_source_is_led_to_everything(settings):
    settings.LIVE_URL = "https://mason.example.org/live"
    address, scope = led(browser_of(make_curator()), **EVENTS)
    assert (address, scope) == ("https://mason.example.org/live/stream", Scope())


def test_filters_are_part_of_the_token():
    item = make_item()
    query = f"?item_id={item.pk}&repository_id={item.repository_id}"
    _, scope = led(agent_of(item.repository.user), ROUTE + query)
    assert scope == Scope(item.repository.user_id, item.pk, item.repository_id)


@pytest.mark.parametrize("query", ["?item_id=1", "?repository_id=x", "?item=1"])
def test_a_parameter_that_is_wrong_is_refused(query):
    response = agent_of(make_user()).get(ROUTE + query)
    assert (response.status_code, response.json()["code"]) == (400, "invalid")


def test_what_is_refused_is_told_as_json_to_an_event_source_too():
    response = agent_of(make_user()).get(f"{ROUTE}?item_id={make_item().pk}", headers=EVENTS)
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 404


def test_without_a_key_or_a_session_nobody_is_led_anywhere(client):
    assert client.get(ROUTE, headers=EVENTS).status_code == 401
