"""The streams of the live server: who gets one, what comes, and how it ends."""

import time
from contextlib import ExitStack

import httpx2
import pytest
from django.core import signing
from django.db import connection

from accounts.actors import Actor
from execution.live.scopes import Scope
from execution.live.tokens import write_token
from execution.services.claims import claim_for_run
from execution.services.progress import Report, report_progress
from tests.api_clients import agent_of
from tests.event_streams import open_stream
from tests.factories import make_item, make_repository, make_user
from tests.live_servers import live_server
from tests.processes import eventually

pytestmark = pytest.mark.django_db(transaction=True)

OPERATOR = Actor.operator()
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'mason-live'"


def begun(**values):
    item = make_item(status="approved", **values)
    claim_for_run(repository_id=item.repository_id, run_id="run-1", actor=OPERATOR)
    return item


def address_of(live_address, scope=None, path="/stream"):
    return f"{live_address}{path}?token={write_token(scope or Scope())}"


@pytest.fixture(scope="session")
def hurried_address(django_db_setup):  # noqa: ARG001 - the database is there first
    """A live server whose streams are few and short."""
    short = {"LIVE_CLIENTS": "2", "LIVE_HEARTBEAT_SECONDS": "1", "LIVE_STREAM_SECONDS": "4"}
    with live_server(**short) as address:
        yield address


def test_the_api_leads_to_a_stream_of_what_the_agent_may_see(live_address, settings):
    settings.LIVE_URL = live_address
    user = make_user()
    own, _ = begun(repository=make_repository(user=user)), begun()

    led = agent_of(user).get("/api/v1/execution-progress/stream")
    assert (led.status_code, led.headers["Cache-Control"]) == (307, "no-store")

    with open_stream(led.headers["Location"]) as stream:
        assert stream.next() == {"retry": "2000"}
        name, data = stream.event()
        report_progress(
            item_id=own.pk, run_id="run-1", report=Report(current_wave=3), actor=OPERATOR
        )
        _, row = stream.event()

    assert name == "snapshot"
    assert [row["item_id"] for row in data["rows"]] == [str(own.pk)]
    assert (row["item_id"], row["current_wave"]) == (str(own.pk), 3)


@pytest.mark.parametrize("path", ["/stream", "/stream/"])
def test_a_stream_says_what_it_is(live_address, path):
    with open_stream(address_of(live_address, path=path)) as stream:
        assert stream.response.status_code == 200
        headers = stream.response.headers
        assert headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Accel-Buffering"] == "no"
        assert "Access-Control-Allow-Origin" not in headers


def test_numbers_of_events_increase_from_client_to_client(live_address):
    numbers = []
    for _ in range(2):
        with open_stream(address_of(live_address)) as stream:
            stream.next()
            numbers.append(int(stream.next()["id"]))

    assert numbers[0] < numbers[1]


def test_who_comes_back_gets_a_new_snapshot(live_address):
    item = begun()

    with open_stream(address_of(live_address), **{"Last-Event-ID": "1"}) as stream:
        name, data = stream.event()

    assert name == "snapshot"
    assert [row["item_id"] for row in data["rows"]] == [str(item.pk)]


def old_token():
    ids = [None, None, None]
    moment = time.time
    try:
        time.time = lambda: moment() - 61
        return signing.dumps(ids, salt="execution.live.stream")
    finally:
        time.time = moment


@pytest.mark.parametrize(
    "token",
    [
        "",
        "nonsense",
        write_token(Scope())[:-1],
        signing.dumps([None, None, None], salt="another"),
        signing.dumps([None, None, None], key="another", salt="execution.live.stream"),
        old_token(),
    ],
    ids=["none", "nonsense", "shortened", "for another purpose", "of another key", "old"],
)
def test_a_token_that_is_not_ours_or_old_is_refused(live_address, token):
    response = httpx2.get(f"{live_address}/stream", params={"token": token})

    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "bad_stream_token"


def test_only_get_works(live_address):
    response = httpx2.post(address_of(live_address))

    assert (response.status_code, response.headers["Allow"]) == (405, "GET")


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8000", "https://tools.example.org"])
def test_pages_of_the_web_server_may_read_it(live_address, origin):
    with open_stream(address_of(live_address), Origin=origin) as stream:
        headers = stream.response.headers
        assert (headers["Access-Control-Allow-Origin"], headers["Vary"]) == (origin, "Origin")


def test_pages_of_other_sites_may_not(live_address):
    response = httpx2.get(address_of(live_address), headers={"Origin": "https://evil.example"})

    assert response.status_code == 403
    assert "Access-Control-Allow-Origin" not in response.headers


def test_all_streams_share_one_connection(live_address):
    with ExitStack() as stack:
        for _ in range(20):
            stream = stack.enter_context(open_stream(address_of(live_address)))
            assert stream.event()[0] == "snapshot"
        with connection.cursor() as cursor:
            eventually(lambda: cursor.execute(CONNECTIONS).fetchone() == (1,))


def test_a_stream_says_that_it_is_alive_and_ends_in_time(hurried_address):
    with open_stream(address_of(hurried_address)) as stream:
        names = stream.names_until_the_end()

    assert names[0] == "snapshot"
    assert names[1:] == ["heartbeat"] * len(names[1:])
    assert len(names) > 1


def test_who_comes_when_there_are_too_many_waits_until_one_has_gone(hurried_address):
    with open_stream(address_of(hurried_address)) as first:
        first.event()
        with open_stream(address_of(hurried_address)) as second:
            second.event()
            refused = httpx2.get(address_of(hurried_address))
            assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
            assert refused.json()["code"] == "too_many_streams"

        def is_let_in():
            with open_stream(address_of(hurried_address)) as third:
                return third.response.status_code == 200

        eventually(is_let_in)


def test_a_server_that_stops_ends_its_streams():
    with ExitStack() as stack:
        with live_server() as address:
            streams = [stack.enter_context(open_stream(address_of(address))) for _ in range(3)]
            for stream in streams:
                assert stream.event()[0] == "snapshot"
        ends = [stream.names_until_the_end() for stream in streams]

    assert ends == [[], [], []]
