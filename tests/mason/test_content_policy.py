import pytest
from django.conf import settings as configured
from django.test import Client
from django.utils.csp import build_policy

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
    assert policy_of(client, path) == build_policy(configured.ADMIN_CSP)


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
