"""Opening pull requests, against a server that speaks GitHub's API."""

import logging
import traceback
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from execution.engine.exceptions import GitHubRefused, Stopped
from execution.engine.pull_requests import (
    PullRequest,
    PullRequestDraft,
    compare_link,
    open_pull_request,
)
from tests.github_happenings import (
    answers,
    breaks_off_after,
    breaks_off_before,
    carried_out_but_answers,
    meets,
    takes,
    waits_for,
)
from tests.github_server import running_github

SHOP = "acme/shop"
BRANCH = "mason/faster-search"
URL = "https://github.example.org/acme/shop/pull"
LOOK_AND_CREATE = [
    ("GET", "/repos/acme/shop"),
    ("GET", "/repos/acme/shop/pulls"),
    ("POST", "/repos/acme/shop/pulls"),
]


@pytest.fixture(autouse=True)
def shop(github):
    return github.add(SHOP, BRANCH)


def opened(stop: Event | None = None, within: float = 30, **fields: str) -> PullRequest:
    values = {"full_name": SHOP, "head": BRANCH, "base": "main"} | fields
    draft = PullRequestDraft(title="Faster search", body="It is slow.", **values)
    return open_pull_request(draft, stop=stop or Event(), within=within)


def test_opens_what_the_draft_says(github):
    assert opened() == PullRequest(f"{URL}/1", 1, is_new=True)

    assert github.requests[-1].body == {
        "head": BRANCH,
        "base": "main",
        "title": "Faster search",
        "body": "It is slow.",
    }
    assert github.asked() == LOOK_AND_CREATE


def test_second_call_gives_the_first_ones(shop):
    opened()

    assert opened() == PullRequest(f"{URL}/1", 1, is_new=False)
    assert len(shop.pull_requests) == 1


@pytest.mark.parametrize("merged_at", [None, "2026-01-01T00:00:00Z"])
def test_closed_one_counts(github, shop, merged_at):
    github.open(shop, BRANCH, state="closed", merged_at=merged_at)

    assert opened() == PullRequest(f"{URL}/1", 1, is_new=False)


def test_one_into_another_base_counts(github, shop):
    github.open(shop, BRANCH, base="next")

    assert opened() == PullRequest(f"{URL}/1", 1, is_new=False)


def test_open_one_comes_before_newer_closed_ones(github, shop):
    github.open(shop, BRANCH)
    github.open(shop, BRANCH, state="closed")

    assert opened().number == 1


def test_newest_of_closed_ones_is_given(github, shop):
    github.open(shop, BRANCH, state="closed")
    github.open(shop, BRANCH, state="closed")

    assert opened().number == 2


def test_server_that_ignores_the_filter_gives_no_other_branch(github, shop):
    github.filters = False
    github.open(shop, "mason/other")

    assert opened() == PullRequest(f"{URL}/2", 2, is_new=True)


def test_branch_of_the_same_name_in_a_fork_is_another(github, shop):
    github.filters = False
    fork = {"label": f"mallory:{BRANCH}", "ref": BRANCH, "repo": {"full_name": "mallory/shop"}}
    github.open(shop, "other", head=fork)
    github.open(shop, "other", head=fork | {"repo": None})

    assert opened() == PullRequest(f"{URL}/3", 3, is_new=True)


def test_own_one_is_found_on_a_later_page(github, shop):
    github.filters = False
    github.open(shop, BRANCH)
    for _ in range(100):
        github.open(shop, "mason/other")

    assert opened() == PullRequest(f"{URL}/1", 1, is_new=False)


def test_two_at_once_open_one(github, shop):
    barrier = Barrier(2)
    github.next_answers["GET"].extend([meets(barrier)] * 4)

    with ThreadPoolExecutor(2) as pool:
        results = [pool.submit(opened), pool.submit(opened)]
        both = sorted((result.result() for result in results), key=lambda one: one.is_new)

    assert both == [
        PullRequest(f"{URL}/1", 1, is_new=False),
        PullRequest(f"{URL}/1", 1, is_new=True),
    ]
    assert len(shop.pull_requests) == 1
    assert [method for method, _ in github.asked()].count("POST") == 2


@pytest.mark.parametrize(
    "happening",
    [
        breaks_off_after,
        carried_out_but_answers(502, {"message": "Server Error"}),
        carried_out_but_answers(201, b"<html>"),
        carried_out_but_answers(201, {"number": "1"}),
    ],
    ids=["connection", "502", "no JSON", "another form"],
)
def test_answer_that_got_lost_is_looked_up(github, shop, happening):
    github.next_answers["POST"].append(happening)

    assert opened() == PullRequest(f"{URL}/1", 1, is_new=False)
    assert len(shop.pull_requests) == 1


def test_late_answer_is_looked_up(github, shop, settings):
    settings.OUTSIDE_TIMEOUT_SECONDS = 0.5
    github.next_answers["POST"].append(takes(1.5))

    assert opened() == PullRequest(f"{URL}/1", 1, is_new=False)
    assert len(shop.pull_requests) == 1


@pytest.mark.parametrize(
    "happening",
    [breaks_off_before, answers(500, b""), answers(503, {"message": "Busy"}), answers(408)],
    ids=["connection", "500", "503", "408"],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_failure_that_passes_is_got_over(github, shop, method, happening):
    github.next_answers[method].append(happening)

    assert opened() == PullRequest(f"{URL}/1", 1, is_new=True)
    assert len(shop.pull_requests) == 1


def test_refusal_of_one_that_exists_looks_again(github, shop):
    github.next_answers["GET"].extend([answers(200, {"full_name": SHOP}), answers(200, [])])
    github.open(shop, BRANCH)

    assert opened() == PullRequest(f"{URL}/1", 1, is_new=False)


def test_nothing_is_cached(github):
    opened()
    github.requests.clear()

    opened()

    assert github.asked() == LOOK_AND_CREATE[:2]


@pytest.mark.parametrize("new_name", ["acme/store", "bigcorp/shop"])
def test_renamed_repository_is_followed(github, shop, new_name):
    github.open(shop, "mason/other")
    github.rename(shop, new_name)

    first, second = opened(), opened()

    url = f"https://github.example.org/{new_name}/pull/2"
    assert [first, second] == [PullRequest(url, 2, is_new=True), PullRequest(url, 2, is_new=False)]


def test_one_from_before_a_move_counts(github, shop):
    opened()
    github.rename(shop, "bigcorp/store")

    assert opened() == PullRequest(f"{URL}/1", 1, is_new=False)


def test_repository_that_moves_in_between_is_looked_up_again(github, shop):
    def renames(handler, carry_out):
        github.rename(shop, "acme/store")
        handler.send(*carry_out())

    github.next_answers["POST"].append(renames)

    result = opened()

    assert result == PullRequest("https://github.example.org/acme/store/pull/1", 1, is_new=True)
    assert github.asked() == [
        *LOOK_AND_CREATE,
        ("GET", "/repos/acme/shop"),
        ("GET", "/repositories/1000"),
        ("GET", "/repos/acme/store/pulls"),
        ("POST", "/repos/acme/store/pulls"),
    ]


def test_token_goes_to_no_other_server(github):
    with running_github() as other:
        elsewhere = answers(301, None, Location=f"{other.url}/repos/acme/shop")
        github.next_answers["GET"].append(elsewhere)

        with pytest.raises(GitHubRefused):
            opened()

    assert ["authorization" in request.headers for request in other.requests] == [False]


def test_name_in_other_case_is_the_same_repository(github, shop):
    github.open(shop, BRANCH)

    assert opened(full_name="Acme/Shop").is_new is False


def test_stopped_one_asks_nothing(github):
    stop = Event()
    stop.set()

    with pytest.raises(Stopped):
        opened(stop)
    assert github.asked() == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_stopping_ends_a_request_on_its_way(github, settings, method):
    settings.OUTSIDE_TIMEOUT_SECONDS = 60
    stop, release = Event(), Event()

    def stops(handler, carry_out):
        stop.set()
        waits_for(release)(handler, carry_out)

    github.next_answers[method].append(stops)

    with pytest.raises(Stopped):
        opened(stop)
    assert not release.is_set()
    release.set()


def test_stopping_ends_a_wait(github):
    stop = Event()

    def stops(handler, _):
        handler.send(429, {"message": "Slow down"}, {"Retry-After": "3000"})
        stop.set()

    github.next_answers["GET"].append(stops)

    with pytest.raises(Stopped):
        opened(stop, within=4000)


def test_token_is_neither_logged_nor_told(github, settings, caplog):
    caplog.set_level(logging.DEBUG)
    echo = answers(422, {"message": f"Bad token {settings.GITHUB_TOKEN}"})
    github.next_answers["POST"].append(echo)

    with pytest.raises(Exception, match="Bad token …") as refused:
        opened()

    told = "".join(traceback.format_exception(refused.value))
    assert settings.GITHUB_TOKEN in github.requests[-1].headers["authorization"]
    assert settings.GITHUB_TOKEN not in caplog.text + told
    assert "/repos/acme/shop/pulls" in caplog.text


@pytest.mark.parametrize(
    ("base", "head", "link"),
    [
        ("main", BRANCH, "main...mason/faster-search"),
        ("release/1.0", "a#b?c d", "release/1.0...a%23b%3Fc%20d"),
        ("main", "mason/größe", "main...mason/gr%C3%B6%C3%9Fe"),
    ],
)
def test_link_leads_to_the_comparison(base, head, link):
    shown = compare_link("https://github.com/acme/shop/", base, head)

    assert shown == f"https://github.com/acme/shop/compare/{link}?expand=1"
