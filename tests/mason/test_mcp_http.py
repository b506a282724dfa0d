"""What the live process lets through to the MCP endpoint, and what it answers to the rest."""

import json
import os
import socket
from urllib.parse import urlsplit

import httpx2
import pytest
from django.db import connection

from mason.mcp_server.threads import THREADS
from tests.concurrency import at_once
from tests.factories import make_api_key
from tests.live_servers import live_server, server_environment

pytestmark = pytest.mark.django_db(transaction=True)

PING = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
ACCEPT = {"Accept": "application/json, text/event-stream"}


@pytest.fixture
def agent(live_address):
    _, key = make_api_key()
    headers = {"Authorization": f"Bearer {key}"} | ACCEPT
    with httpx2.Client(base_url=live_address, headers=headers, timeout=60) as client:
        yield client


def problem(response):
    assert response.headers["Content-Type"] == "application/problem+json"
    document = response.json()
    assert document["status"] == response.status_code
    return document["status"], document["code"]


def test_a_key_that_works_lets_in(agent):
    response = agent.post("/mcp", json=PING)
    assert response.status_code == 200
    assert "check_key" in [tool["name"] for tool in response.json()["result"]["tools"]]


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_without_a_key_there_is_a_challenge(live_address, method):
    response = httpx2.request(method, f"{live_address}/mcp", headers=ACCEPT)
    assert problem(response) == (401, "not_authenticated")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="Mason"'


@pytest.mark.parametrize(
    "header", ["Bearer mason_mistyped", "Bearer", "Bearer two words", "Bearer clé".encode()]
)
def test_a_key_that_does_not_work_is_a_challenge_too(agent, header):
    response = agent.post("/mcp", json=PING, headers={"Authorization": header})
    assert problem(response) == (401, "authentication_failed")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="Mason"'


def test_a_key_is_looked_at_anew_for_each_request(agent):
    api_key, key = make_api_key()
    headers = {"Authorization": f"Bearer {key}"}
    assert agent.post("/mcp", json=PING, headers=headers).status_code == 200
    api_key.delete()
    assert problem(agent.post("/mcp", json=PING, headers=headers))[0] == 401


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_only_post_works(agent, method):
    response = agent.request(method, "/mcp")
    assert problem(response) == (405, "method_not_allowed")
    assert response.headers["Allow"] == "POST"


def test_a_body_over_the_limit_is_refused(agent):
    response = agent.post("/mcp", content=b" " * 2_621_441)
    assert problem(response) == (413, "too_large")


def test_a_body_over_the_limit_that_does_not_say_so_is_refused(agent):
    response = agent.post("/mcp", content=(b" " * 65536 for _ in range(41)))
    assert problem(response) == (413, "too_large")


def test_the_largest_body_is_read(agent):
    body = json.dumps(PING).encode()
    response = agent.post(
        "/mcp",
        content=body + b" " * (2_621_440 - len(body)),
        headers={"Content-Type": "application/json"},
    )
    assert response.status_code == 200


@pytest.mark.parametrize("host", ["evil.example.org", "127.0.0.1.evil.example.org:8001", "a b"])
def test_a_host_that_is_not_allowed_is_refused(agent, host):
    response = agent.post("/mcp", json=PING, headers={"Host": host})
    assert problem(response) == (400, "bad_request")


@pytest.mark.parametrize(
    "origin",
    [
        "http://127.0.0.1:8000",
        "https://[::1]",
        "https://tools.example.org",
        "https://a.example.net",
    ],
)
def test_pages_of_mason_and_of_trusted_origins_may_ask(agent, origin):
    assert agent.post("/mcp", json=PING, headers={"Origin": origin}).status_code == 200


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example.org",
        "http://tools.example.org",
        "https://net",
        "null",
        "http://[",
        "x",
    ],
)
def test_pages_of_other_sites_may_not(agent, origin):
    response = agent.post("/mcp", json=PING, headers={"Origin": origin})
    assert problem(response) == (403, "permission_denied")


def test_the_address_works_with_a_slash_too(agent):
    assert agent.post("/mcp/", json=PING).status_code == 200


def test_health_needs_no_key(live_address):
    response = httpx2.get(f"{live_address}/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_other_addresses_are_unknown(live_address):
    assert problem(httpx2.get(f"{live_address}/admin/")) == (404, "not_found")


def test_health_is_read_only(live_address):
    response = httpx2.post(f"{live_address}/healthz")
    assert problem(response) == (405, "method_not_allowed")
    assert sorted(response.headers["Allow"].split(", ")) == ["GET", "HEAD"]


def test_a_client_that_hangs_up_halfway_harms_nobody(agent, live_address):
    place = urlsplit(live_address)
    head = (
        f"POST /mcp HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Length: 100\r\n"
        f"Authorization: {agent.headers['Authorization']}\r\n\r\nhalf"
    )
    with socket.create_connection((place.hostname, place.port)) as connection:
        connection.sendall(head.encode())
    assert agent.post("/mcp", json=PING).status_code == 200


def check_key(agent):
    """Call a tool past the SDK's client."""
    call = {"name": "check_key", "arguments": {}}
    response = agent.post("/mcp", json=PING | {"method": "tools/call", "params": call})
    return response.json()["result"]["structuredContent"]["valid"]


def test_many_calls_at_once_share_a_few_lasting_connections():
    url, name = server_environment()["DATABASE_URL"], f"live-{os.getpid()}"
    headers = {"Authorization": f"Bearer {make_api_key()[1]}"} | ACCEPT
    with (
        live_server(DATABASE_URL=f"{url}?application_name={name}") as address,
        httpx2.Client(base_url=address, headers=headers, timeout=60) as agent,
    ):
        assert at_once([lambda: check_key(agent)] * 12) == [True] * 12
        assert 1 <= connections_of(name) <= THREADS


def connections_of(name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [name])
        return cursor.fetchone()[0]


def test_behind_a_proxy_in_production_tools_work():
    production = {
        "ENVIRONMENT": "production",
        "SECRET_KEY": "a" * 64,
        "ALLOWED_HOSTS": ".example.org",
        "TRUST_PROXY_HEADERS": "true",
    }
    proxied = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "mason.example.org"}
    key = {"Authorization": f"Bearer {make_api_key()[1]}"}
    with (
        live_server(**production) as address,
        httpx2.Client(base_url=address, headers=proxied | key | ACCEPT, timeout=60) as agent,
    ):
        assert check_key(agent) is True
        stray = agent.post("/mcp", json=PING, headers={"X-Forwarded-Host": "example.com"})
    assert problem(stray) == (400, "bad_request")
