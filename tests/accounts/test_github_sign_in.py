"""Signing in with GitHub, against a local server that speaks its endpoints."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from accounts.choices import Role
from accounts.models import User
from tests.accounts.github_server import (
    CLIENT_ID,
    RETURN,
    START,
    asked_of_github,
    challenge,
    is_signed_in,
    return_of,
    sign_in,
)
from tests.factories import make_curator, make_user, make_viewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("github")]


def test_start_sends_the_browser_to_github_with_state_and_challenge(github):
    client = Client()

    address = urlsplit(asked_of_github(client))

    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    ((state, kept),) = client.session["github_sign_ins"].items()
    assert address._replace(query="").geturl() == f"{github.url}/login/oauth/authorize"
    assert asked == {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": RETURN,
        "state": state,
        "code_challenge": challenge(kept["code_verifier"]),
        "code_challenge_method": "S256",
    }


def test_states_and_verifiers_are_long_and_never_the_same():
    client = Client()
    for _ in range(3):
        asked_of_github(client)

    under_way = client.session["github_sign_ins"]
    verifiers = {kept["code_verifier"] for kept in under_way.values()}
    assert {len(state) for state in under_way} == {30}
    assert {len(verifier) for verifier in verifiers} == {64}
    assert (len(under_way), len(verifiers)) == (3, 3)


def test_person_of_the_list_gets_in_as_a_new_curator():
    client = Client()

    answer = sign_in(client)

    user = User.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert (user.github_id, user.github_username, user.github_email, user.github_avatar_url) == (
        "583231",
        "octocat",
        "octocat@example.org",
        "https://avatars.example.org/u/583231",
    )
    assert (user.role, user.has_usable_password()) == (Role.CURATOR, False)
    assert is_signed_in(client)


def test_github_is_asked_once_who_the_person_is(github):
    sign_in(Client())

    assert github.paths() == ["/login/oauth/authorize", "/login/oauth/access_token", "/api/user"]


def test_signing_in_again_refreshes_the_row_of_the_same_account(github, settings):
    sign_in(Client())
    settings.GITHUB_CURATORS = ["octokitten"]
    github.account |= {"login": "OctoKitten", "avatar_url": "https://avatars.example.org/new"}
    client = Client()

    sign_in(client)

    user = User.objects.get()
    assert (user.github_username, user.github_avatar_url) == (
        "OctoKitten",
        "https://avatars.example.org/new",
    )
    assert (user.role, is_signed_in(client)) == (Role.CURATOR, True)


def test_email_that_github_doesnt_show_leaves_the_known_one(github):
    make_curator(github_id="583231", github_email="known@example.org")
    github.account["email"] = None

    sign_in(Client())

    assert User.objects.get().github_email == "known@example.org"


@pytest.mark.parametrize("make", [make_viewer, make_curator])
def test_whoever_is_on_the_list_keeps_a_role_that_is_there(make):
    role = make(github_id="583231").role
    client = Client()

    sign_in(client)

    assert (User.objects.get().role, is_signed_in(client)) == (role, True)


def test_session_changes_its_key_and_holds_no_sign_in_any_more():
    client = Client()
    address = return_of(asked_of_github(client))
    before = client.session.session_key

    client.get(address)

    assert before not in {None, client.session.session_key}
    assert client.session["github_sign_ins"] == {}


def test_sign_in_is_noted_on_the_user():
    sign_in(Client())

    assert User.objects.get().last_login is not None


def test_signing_out_is_djangos_and_ends_the_session():
    client = Client()
    sign_in(client)

    client.post("/admin/logout/")

    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/admin/backlog/backlogitem/?status=new", "/admin/backlog/backlogitem/?status=new"),
        ("", "/admin/"),
        ("https://evil.example.org/", "/admin/"),
        ("//evil.example.org/", "/admin/"),
        ("/\\evil.example.org/", "/admin/"),
        ("javascript:alert(1)", "/admin/"),
    ],
)
def test_person_gets_to_the_page_they_wanted_if_it_is_here(wanted, goes_to):
    assert sign_in(Client(), next=wanted)["Location"] == goes_to


def test_each_of_two_tabs_gets_to_its_own_page():
    client = Client()
    first = asked_of_github(client, next="/admin/backlog/backlogitem/")
    second = asked_of_github(client, next="/admin/accounts/githubrepository/")

    places = [client.get(return_of(address))["Location"] for address in (first, second)]

    assert places == ["/admin/backlog/backlogitem/", "/admin/accounts/githubrepository/"]


def test_session_remembers_the_newest_five_sign_ins():
    client = Client()
    addresses = [asked_of_github(client) for _ in range(6)]

    states = [parse_qs(urlsplit(address).query)["state"][0] for address in addresses]
    assert list(client.session["github_sign_ins"]) == states[1:]


def test_another_persons_session_in_the_same_browser_ends():
    client = Client()
    client.force_login(make_curator())
    client.session["private"] = "of the first person"

    sign_in(client)

    user = User.objects.get(github_id="583231")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert "private" not in client.session


def test_local_user_of_the_same_name_is_somebody_else():
    local = make_user(github_id="local:octocat", github_username="octocat")

    sign_in(Client())

    assert set(User.objects.values_list("github_id", flat=True)) == {"local:octocat", "583231"}
    local.refresh_from_db()
    assert local.role is None


@pytest.mark.parametrize("path", [START, "/admin/github/callback/"])
def test_addresses_answer_get_alone(path):
    assert Client().post(path).status_code == 405
