import pytest
from django.conf import settings as configured
from django.test import Client
from django.utils.csp import CSP, build_policy

from tests.admin_pages import signed_in
from tests.factories import make_curator

pytestmark = pytest.mark.django_db


def policy_of(client: Client, path: str) -> str:
    return client.get(path).headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    ["/admin/", "/admin/login/", "/admin/no-such-page", "/admin/backlog/backlogitem/"],
)
def test_every_answer_below_the_admins_address_has_its_policy(path):
    client = signed_in(make_curator())
    live = {"connect-src": [CSP.SELF, "http://testserver:81"]}
    assert policy_of(client, path) == build_policy(configured.ADMIN_CSP | live)


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("", "http://testserver:9001"),
        ("https://mason.example.org/live", "https://mason.example.org"),
        ("http://127.0.0.1:8101", "http://127.0.0.1:8101"),
    ],
)
def test_pages_of_the_admin_may_ask_the_live_server(settings, address, origin):
    settings.LIVE_URL, settings.LIVE_PORT = address, "9001"
    policy = policy_of(signed_in(make_curator()), "/admin/")
    assert f"connect-src 'self' {origin}" in policy.split("; ")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/admin",
        "/admins/",
        "/Admin/",
        "/x/admin/",
        "/api/",
        "/api/v1/",
        "/api/v1/backlog/next",
        "/api/v1/admin/",
        "/healthz",
        "/readyz",
    ],
)
def test_every_other_answer_has_the_strict_policy(path):
    client = signed_in(make_curator())
    assert policy_of(client, path) == build_policy(configured.SECURE_CSP)


def test_the_two_policies_differ():
    assert build_policy(configured.ADMIN_CSP) != build_policy(configured.SECURE_CSP)
