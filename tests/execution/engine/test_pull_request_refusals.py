"""What is said when GitHub opens no pull request."""

from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import pytest

from execution.engine import pull_requests
from execution.engine.exceptions import GitHubRefused, GitHubUnreachable, RateLimited
from execution.engine.pull_requests import PullRequest, PullRequestDraft, open_pull_request
from tests.github_happenings import answers, breaks_off_before
from tests.processes import free_port

BRANCH = "mason/faster-search"
RIGHTS = (
    'for a fine-grained token "Contents" and "Pull requests" with read and write,'
    ' for a classic one the scope "repo".'
)


@pytest.fixture(autouse=True)
def shop(github):
    return github.add("acme/shop", BRANCH)


def opened(within: float = 30, **fields: str) -> PullRequest:
    values = {"full_name": "acme/shop", "head": BRANCH, "base": "main"} | fields
    draft = PullRequestDraft(title="Faster search", body="It is slow.", **values)
    return open_pull_request(draft, stop=Event(), within=within)


def refusal(**fields: Any) -> str:
    with pytest.raises(GitHubRefused) as refused:
        opened(**fields)
    return str(refused.value)


def test_wrong_token(github, settings):
    settings.GITHUB_TOKEN = "expired"

    assert refusal() == (
        "GitHub doesn't accept GITHUB_TOKEN (401): it is wrong, expired or revoked."
        " Set another one."
    )
    assert len(github.requests) == 1


def test_no_token(settings):
    settings.GITHUB_TOKEN = ""

    assert refusal() == "Without GITHUB_TOKEN no pull request can be opened: set it."


@pytest.mark.parametrize("token", ["käse", "one\ntwo"])
def test_token_that_cant_be_sent(settings, token):
    settings.GITHUB_TOKEN = token

    assert refusal() == "GITHUB_TOKEN has characters that no token has: set it anew."


@pytest.mark.parametrize("name", ["shop", "acme/shop/x", "acme/..", "acme/sh?op", "../shop", ""])
def test_name_that_no_repository_has(github, name):
    assert refusal(full_name=name) == f"{name!r} is no repository of GitHub: it is owner/name."
    assert github.requests == []


def test_token_without_the_right(github):
    message = {"message": "Resource not accessible by personal access token"}
    header = {"X_Accepted_GitHub_Permissions": "pull_requests=write"}
    github.next_answers["POST"].append(answers(403, message, **header))

    assert refusal() == (
        "GITHUB_TOKEN may not do that in acme/shop (403): Resource not accessible by personal"
        f" access token. It needs pull_requests=write. Give it the rights: {RIGHTS}"
    )


def test_repository_that_the_token_doesnt_see():
    assert refusal(full_name="acme/hidden") == (
        "GITHUB_TOKEN sees no repository acme/hidden (404), or may not write there: correct the"
        f" name, or give it the rights: {RIGHTS}"
    )


def test_branch_without_commits(shop):
    shop.without_commits.add(BRANCH)

    assert refusal() == (
        "GitHub refuses the pull request in acme/shop (422): Validation Failed; No commits between"
        f" main and {BRANCH}."
    )


@pytest.mark.parametrize("field", ["base", "head"])
def test_branch_that_isnt_there(field):
    assert refusal(**{field: "missing"}) == (
        "GitHub refuses the pull request in acme/shop (422): Validation Failed;"
        f" {field} is invalid."
    )


@pytest.mark.parametrize(
    "document", [b"<html>", [], {"message": 5}, {"errors": 7}, {"errors": [None]}]
)
def test_refusal_of_another_form(github, document):
    github.next_answers["POST"].append(answers(451, document))

    assert refusal() == "GitHub refuses to open a pull request in acme/shop (451)."


def test_long_message_is_cut(github):
    github.next_answers["POST"].append(answers(422, {"message": "word " * 1000}))

    assert len(refusal()) < 400


def reset_in(seconds: float) -> str:
    return str(int((datetime.now(UTC) + timedelta(seconds=seconds)).timestamp()))


def test_rate_limit_that_lasts_too_long_says_until_when(github):
    reset = reset_in(3000)
    headers = {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": reset}
    github.next_answers["GET"].append(
        answers(403, {"message": "API rate limit exceeded"}, **headers)
    )

    with pytest.raises(RateLimited) as limited:
        opened()

    until = datetime.fromtimestamp(int(reset), UTC)
    assert abs(limited.value.until - until) < timedelta(seconds=2)
    assert str(limited.value) == (
        f"GitHub's rate limit for GITHUB_TOKEN is used up until"
        f" {limited.value.until:%Y-%m-%d %H:%M:%S} UTC: try again then."
    )
    assert len(github.requests) == 1


@pytest.mark.parametrize(("method", "status"), [("GET", 403), ("POST", 429)])
def test_short_secondary_limit_is_waited_for(github, shop, method, status):
    message = {"message": "You have exceeded a secondary rate limit."}
    github.next_answers[method].append(answers(status, message, Retry_After="1"))

    assert opened().is_new is True
    assert len(shop.pull_requests) == 1


def test_primary_limit_that_is_over_is_got_over(github):
    headers = {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": reset_in(-5)}
    github.next_answers["GET"].append(answers(429, {"message": "API rate limit"}, **headers))

    assert opened().is_new is True


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (429, {}),
        (403, {}),
        (429, {"Retry_After": "Wed, 21 Oct 2026 07:28:00 GMT"}),
        (429, {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "9" * 30}),
        (429, {"Retry_After": "9" * 30}),
    ],
    ids=["429", "403", "date", "far reset", "far"],
)
def test_limit_without_a_sensible_time_lasts_a_minute(github, status, headers):
    message = {"message": "You have exceeded a secondary rate limit."}
    github.next_answers["GET"].append(answers(status, message, **headers))

    with pytest.raises(RateLimited) as limited:
        opened()
    assert limited.value.seconds == 60


def unreachable(within: float) -> str:
    with pytest.raises(GitHubUnreachable) as failed:
        opened(within=within)
    return str(failed.value)


def test_nothing_answers(settings):
    settings.GITHUB_TOKEN = "token"
    settings.GITHUB_API_URL = f"http://127.0.0.1:{free_port()}"

    assert unreachable(within=2) == (
        f"GitHub can't be reached at {settings.GITHUB_API_URL}, or broke off: try again later, or"
        " correct GITHUB_API_URL."
    )


def test_failing_server_is_asked_again_as_long_as_there_is_time(github):
    github.next_answers["GET"].extend([answers(502, {"message": "Bad gateway"})] * 100)

    assert unreachable(within=1) == "GitHub failed (502): Bad gateway. Try again later."
    assert 1 < len(github.requests) < 5


def test_no_time_to_ask_again(github, monkeypatch):
    monkeypatch.setattr(pull_requests, "FIRST_PAUSE", 60)
    github.next_answers["GET"].append(breaks_off_before)

    assert unreachable(within=30).startswith("GitHub can't be reached at ")
    assert len(github.requests) == 1


@pytest.mark.parametrize("document", [b"<html>", [], {"full_name": 7}, {"full_name": None}, "text"])
def test_what_answers_isnt_github(github, document):
    github.next_answers["GET"].extend([answers(200, document)] * 9)

    assert unreachable(within=2) == (
        f"What answers at {github.url} doesn't speak GitHub's API: correct GITHUB_API_URL."
    )


def test_silent_server(github, settings, monkeypatch):
    monkeypatch.setattr(pull_requests, "FIRST_PAUSE", 60)
    settings.OUTSIDE_TIMEOUT_SECONDS = 0.2

    def keeps_silent(handler, _):
        handler.rfile.read(1)

    github.next_answers["GET"].append(keeps_silent)

    assert unreachable(within=30) == "GitHub gave no answer in 0.2 s: try again later."


def test_answer_that_takes_longer_than_all_the_time(github, settings):
    settings.OUTSIDE_TIMEOUT_SECONDS = 60
    done = Event()

    def keeps_silent(*_):
        done.wait(60)

    github.next_answers["GET"].append(keeps_silent)

    assert unreachable(within=0.3) == "GitHub takes too long to answer: try again later."
    done.set()
