"""What a person sees when signing in with GitHub doesn't work, and that nothing is left of it."""

import time
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import User
from tests.accounts.github_server import (
    START,
    answers,
    asked_of_github,
    hangs_up,
    is_signed_in,
    return_of,
    sign_in,
)
from tests.factories import make_curator, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("github")]

TOKEN = "/login/oauth/access_token"
USER = "/api/user"
NOT_STARTED_HERE = (
    "This sign-in wasn't started in this browser, has been used already, or took too long."
    " Start it again from the login page."
)
LATER = "Try again in a moment; if it stays so, tell an administrator of this Mason."


def assert_refused(client, answer, status, sentence):
    """The page says this with the way back, nobody is signed in, and no user came to be."""
    assert (answer.status_code, answer.context["refusal"]) == (status, sentence)
    assert 'href="/admin/login/"' in answer.text
    assert "no-store" in answer["Cache-Control"]
    assert not is_signed_in(client)


def test_whoever_isnt_on_the_list_is_told_who_they_are_and_what_to_do(github):
    github.account |= {"id": 7, "login": "mallory"}
    client = Client()

    assert_refused(
        client,
        sign_in(client),
        403,
        "At GitHub you are “mallory”. This account isn't on the list of curators here."
        " Ask an administrator of this Mason to put it on the list, or sign in to another account"
        " at GitHub and start again.",
    )
    assert not User.objects.exists()


@pytest.mark.parametrize("make", [make_user, make_curator])
def test_known_user_who_isnt_on_the_list_is_refused_and_left_as_it_was(github, make):
    make(github_id="7", github_username="mallory-before")
    github.account |= {"id": 7, "login": "mallory"}
    client = Client()

    answer = sign_in(client)

    assert (answer.status_code, is_signed_in(client)) == (403, False)
    assert User.objects.get().github_username == "mallory-before"


def test_deactivated_user_is_refused_though_on_the_list():
    make_curator(github_id="583231", github_username="before", is_active=False)
    client = Client()

    assert_refused(
        client,
        sign_in(client),
        403,
        "At GitHub you are “octocat”. Your user in Mason is deactivated; an administrator of this"
        " Mason can activate it again.",
    )
    assert User.objects.get().github_username == "before"


def test_cancelling_at_github_asks_it_nothing(github):
    github.approves = False
    client = Client()

    assert_refused(
        client,
        sign_in(client),
        403,
        "You cancelled at GitHub, so Mason learned nothing about you. Start again if that wasn't"
        " meant.",
    )
    assert github.paths() == ["/login/oauth/authorize"]


def changed(address, **values):
    """The address with other values in its query; None takes one away."""
    parts = urlsplit(address)
    query = {name: found[0] for name, found in parse_qs(parts.query).items()} | values
    kept = {name: value for name, value in query.items() if value is not None}
    return parts._replace(query=urlencode(kept)).geturl()


@pytest.mark.parametrize("state", [None, "", "x" * 30, "github_sign_ins"])
@pytest.mark.parametrize("approves", [True, False])
def test_answer_with_another_state_is_refused_unread(github, state, approves):
    github.approves = approves
    client = Client()
    address = return_of(asked_of_github(client))

    assert_refused(client, client.get(changed(address, state=state)), 400, NOT_STARTED_HERE)
    assert github.paths() == ["/login/oauth/authorize"]


def test_answer_to_another_browser_is_refused():
    stranger = Client()

    answer = stranger.get(return_of(asked_of_github(Client())))

    assert_refused(stranger, answer, 400, NOT_STARTED_HERE)


def test_state_works_once():
    client = Client()
    address = return_of(asked_of_github(client))
    client.get(address)
    client.post("/admin/logout/")

    assert_refused(client, client.get(address), 400, NOT_STARTED_HERE)


def test_state_is_used_up_by_a_failure(github):
    github.faults[TOKEN] = answers("", 500)
    client = Client()
    address = return_of(asked_of_github(client))
    client.get(address)
    github.faults.clear()

    assert_refused(client, client.get(address), 400, NOT_STARTED_HERE)


def test_sign_in_takes_ten_minutes_at_most():
    client = Client()
    address = return_of(asked_of_github(client))
    session = client.session
    (kept,) = session["github_sign_ins"].values()
    kept["started"] = time.time() - 601
    session.save()

    assert_refused(client, client.get(address), 400, NOT_STARTED_HERE)


def test_code_that_github_doesnt_know_is_refused():
    client = Client()
    address = changed(return_of(asked_of_github(client)), code="0123456789")

    assert_refused(
        client,
        client.get(address),
        400,
        "GitHub says that this sign-in has expired or was used already. Start it again from the"
        " login page.",
    )


def test_code_of_another_sign_in_fails_the_challenge(github):
    client = Client()
    victims = return_of(asked_of_github(Client()))
    own = return_of(asked_of_github(client))
    code = parse_qs(urlsplit(victims).query)["code"][0]

    answer = client.get(changed(own, code=code))

    assert (answer.status_code, is_signed_in(client), github.tokens) == (400, False, [])


@pytest.mark.parametrize("values", [{"code": None}, {"code": ""}, {"error": "other"}])
def test_answer_without_a_code_is_refused(values):
    client = Client()
    address = changed(return_of(asked_of_github(client)), **values)

    sentence = f"GitHub sent you back without saying who you are. {LATER}"
    assert_refused(client, client.get(address), 502, sentence)


def test_wrong_secret_is_named_for_the_administrator(settings):
    settings.GITHUB_OAUTH_CLIENT_SECRET = "outdated"
    client = Client()

    sentence = f"GitHub refused to say who you are (incorrect_client_credentials). {LATER}"
    assert_refused(client, sign_in(client), 502, sentence)


UNREADABLE = f"GitHub's answer isn't readable. {LATER}"
NOBODY = f"GitHub confirmed nobody. {LATER}"
NOT_SAID = f"GitHub didn't say who you are. {LATER}"


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (answers("<h1>Unicorn!</h1>", 500), f"GitHub answered with an error (500). {LATER}"),
        (answers("", 503), f"GitHub answered with an error (503). {LATER}"),
        (answers("<h1>Welcome</h1>", content_type="text/html"), UNREADABLE),
        (answers(""), UNREADABLE),
        (answers("[]"), UNREADABLE),
        (answers(b"\xff\xfe"), UNREADABLE),
        (answers("{}"), NOBODY),
        (answers('{"access_token": ""}'), NOBODY),
        (answers('{"access_token": 7}'), NOBODY),
        (answers("", 302, Location="http://127.0.0.1:9/"), UNREADABLE),
        (answers('{"error": "<b>"}'), f"GitHub refused to say who you are. {LATER}"),
        (hangs_up, f"GitHub can't be reached. {LATER}"),
    ],
    ids=lambda value: "" if isinstance(value, str) else None,
)
def test_token_address_that_answers_nonsense_is_a_bad_gateway(github, fault, sentence):
    github.faults[TOKEN] = fault
    client = Client()

    assert_refused(client, sign_in(client), 502, sentence)
    assert USER not in github.paths()


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (answers("", 500), f"GitHub answered with an error (500). {LATER}"),
        (answers('{"message": "x"}', 401), f"GitHub answered with an error (401). {LATER}"),
        (answers('{"message": "x"}', 403), f"GitHub answered with an error (403). {LATER}"),
        (answers("<h1>Welcome</h1>", content_type="text/html"), UNREADABLE),
        (answers("[]"), UNREADABLE),
        (answers("", 302, Location="http://127.0.0.1:9/"), UNREADABLE),
        (answers('{"login": "octocat"}'), NOT_SAID),
        (answers('{"id": null, "login": "octocat"}'), NOT_SAID),
        (answers('{"id": "583231", "login": "octocat"}'), NOT_SAID),
        (answers('{"id": true, "login": "octocat"}'), NOT_SAID),
        (answers('{"id": 583231}'), NOT_SAID),
        (answers('{"id": 583231, "login": ""}'), NOT_SAID),
        (answers('{"id": 583231, "login": "octo\\u0000cat"}'), NOT_SAID),
        (hangs_up, f"GitHub can't be reached. {LATER}"),
    ],
    ids=lambda value: "" if isinstance(value, str) else None,
)
def test_account_that_github_doesnt_tell_is_a_bad_gateway(github, fault, sentence):
    github.faults[USER] = fault
    client = Client()

    assert_refused(client, sign_in(client), 502, sentence)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("email", "stored"), [("\u0000", None), ("\ud800", None), (7, None), ("", None)]
)
def test_email_that_no_column_holds_is_left_out(github, email, stored):
    github.account["email"] = email
    client = Client()

    sign_in(client)

    assert (User.objects.get().github_email, is_signed_in(client)) == (stored, True)


@pytest.mark.parametrize("path", [TOKEN, USER])
def test_github_that_takes_too_long_is_a_gateway_timeout(github, settings, path):
    settings.OUTSIDE_TIMEOUT_SECONDS = 0.2
    github.faults[path] = lambda _: time.sleep(0.5)
    client = Client()

    assert_refused(
        client,
        sign_in(client),
        504,
        "GitHub didn't answer within 0.2 seconds. Try again in a moment, or sign in with your"
        " password.",
    )


def test_github_that_is_away_is_a_bad_gateway(settings):
    client = Client()
    address = return_of(asked_of_github(client))
    settings.GITHUB_URL = "http://127.0.0.1:9"

    assert_refused(client, client.get(address), 502, f"GitHub can't be reached. {LATER}")


def test_without_an_application_there_is_no_way_to_github(settings):
    settings.GITHUB_OAUTH_CLIENT_ID = settings.GITHUB_OAUTH_CLIENT_SECRET = ""
    client = Client()

    assert_refused(
        client,
        client.get(START),
        404,
        "Signing in with GitHub isn't set up here. Sign in with your password, or ask an"
        " administrator to configure it.",
    )
    assert not Session.objects.exists()
