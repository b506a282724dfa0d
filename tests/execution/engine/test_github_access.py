"""GITHUB_TOKEN is shown to GitHub alone, whatever repositories people connect."""

import pytest

from execution.choices import AttemptStatus
from execution.engine.github_access import token_for
from tests.executing import attempt_of, messages_of
from tests.git_servers import served

GITHUB = "https://github.example.org"


@pytest.fixture(autouse=True)
def _at_github(settings):
    settings.GITHUB_URL, settings.GITHUB_TOKEN = GITHUB, "T0ken"


@pytest.mark.parametrize(
    "address",
    [
        f"{GITHUB}/acme/shop.git",
        "https://GitHub.example.org/acme/shop",
        "git@elsewhere:a/b",
        "/a/b",
    ],
)
def test_a_repository_of_github_or_none_of_the_web_gets_it(address):
    assert token_for(address) == "T0ken"


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example.org/acme/shop.git",
        "http://github.example.org/acme/shop.git",
        f"{GITHUB}.elsewhere.example.org/acme/shop.git",
        f"{GITHUB}@elsewhere.example.org/acme/shop.git",
        f"{GITHUB}:8443/acme/shop.git",
        f"https://elsewhere.example.org\\@{GITHUB.removeprefix('https://')}/acme/shop.git",
        f"HTTPS://elsewhere.example.org/?{GITHUB}/",
    ],
)
def test_another_web_host_does_not(address):
    assert token_for(address) == ""


@pytest.mark.django_db(transaction=True)
def test_a_repository_of_another_host_is_asked_without_it(place, github):
    with served(place.remote, github.token) as address:
        place.repository.github_clone_url = address
        place.repository.save()
        item = place.item(waves=1, tasks=1)
        place.execute(item)
    attempt = attempt_of(item)

    assert attempt.status == AttemptStatus.FAILED
    assert "could not read Username" in attempt.error_message
    assert github.requests == []
    assert [one for one in messages_of(attempt) if github.token in one] == []
