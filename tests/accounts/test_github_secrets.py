"""What signing in with GitHub leaves behind: neither token nor secret, whatever happens."""

import logging

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client

from tests.accounts.github_server import answers, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("github")]

TOKEN = "/login/oauth/access_token"
USER = "/api/user"


def everything_stored() -> str:
    """Every column of every table, as texts, and what the sessions hold."""
    rows = [list(model._meta.base_manager.values_list()) for model in apps.get_models()]
    sessions = [session.get_decoded() for session in Session.objects.all()]
    return repr((rows, sessions))


@pytest.mark.parametrize("fails", [True, False])
def test_token_and_secret_are_kept_nowhere(github, caplog, settings, fails):
    caplog.set_level(logging.DEBUG)
    if fails:
        github.faults[USER] = answers("", 500)
    client = Client()

    answer = sign_in(client)

    (token,) = github.tokens
    cookies = repr(client.cookies)
    kept = "\n".join([everything_stored(), caplog.text, answer.text, cookies])
    code = next(one.values["code"] for one in github.requests if one.path == TOKEN)
    secrets = (token, settings.GITHUB_OAUTH_CLIENT_SECRET, code)
    assert "octocat" in kept or fails
    assert [secret in kept for secret in secrets] == [False, False, False]


def test_fault_of_github_is_logged_with_its_reason(github, caplog):
    github.faults[USER] = answers("", 500)

    sign_in(Client())

    assert [r.getMessage() for r in caplog.records if r.name.startswith("accounts")] == [
        (
            "Signing in with GitHub failed: GitHub answered with an error (500). Try again in a"
            " moment; if it stays so, tell an administrator of this Mason."
        )
    ]
