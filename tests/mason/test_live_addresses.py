"""Where the API says that the live server is, and that the web server knows it."""

import pytest
from django.test import RequestFactory

from execution.live.addresses import live_address, live_origin
from mason.startup.ports import Ports
from mason.startup.web import live_server, web_server


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1:8000", "http://127.0.0.1:9001"),
        ("localhost:8000", "http://localhost:9001"),
        ("[::1]:8000", "http://[::1]:9001"),
        ("localhost", "http://localhost:9001"),
    ],
)
def test_it_is_the_host_that_was_asked_with_the_live_port(settings, host, address):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
    settings.LIVE_PORT = "9001"
    assert live_address(RequestFactory().get("/", headers={"host": host})) == address


def test_without_a_live_port_it_is_the_next_one(settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    request = RequestFactory().get("/", headers={"host": "localhost:8000"})
    assert live_address(request) == "http://localhost:8001"


def test_live_url_goes_before(settings):
    settings.LIVE_URL = "https://mason.example.org/live"
    request = RequestFactory().get("/")
    assert live_address(request) == "https://mason.example.org/live"
    assert live_origin(request) == "https://mason.example.org"


def test_the_web_server_is_told_the_live_servers_port():
    ports = Ports(8000, 9001)
    assert web_server(ports).program().environment["LIVE_PORT"] == "9001"
    assert live_server(ports).port == 9001
