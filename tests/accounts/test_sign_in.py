from uuid import uuid4

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from django.test import RequestFactory

from accounts.authentication import GitHubUsernameBackend
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"


def signed_in(username="octocat", password=PASSWORD):
    request = RequestFactory().post("/admin/login/")
    return authenticate(request, username=username, password=password)


def user_with(password=PASSWORD, **values):
    return make_user(
        **{"github_username": "octocat", "password": make_password(password), **values}
    )


@pytest.mark.parametrize("username", ["octocat", "Octocat", "OCTOCAT"])
def test_a_name_signs_in_in_any_case(username):
    user = user_with()

    assert signed_in(username) == user


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("octocat", "wrong"),
        ("octocat", PASSWORD.upper()),
        ("octocat", ""),
        ("octocat", None),
        ("", PASSWORD),
        (None, PASSWORD),
        ("nobody", PASSWORD),
        ("octocat%", PASSWORD),
    ],
)
def test_anything_else_doesnt_sign_in(username, password):
    user_with()

    assert signed_in(username, password) is None


def test_an_inactive_user_doesnt_sign_in():
    user_with(is_active=False)

    assert signed_in() is None


@pytest.mark.parametrize("password", ["", "!", "!" + "x" * 40, PASSWORD])
def test_a_user_without_a_usable_password_doesnt_sign_in(password):
    make_user(github_username="octocat", password=password)

    assert signed_in(password=password) is None


def test_a_user_made_by_another_writer_doesnt_sign_in():
    make_user(github_username="octocat")

    assert signed_in(password="!") is None


def test_of_two_users_of_a_name_the_password_tells():
    user = user_with("the first one's password")
    user_with("the second one's password", github_username="Octocat")

    assert signed_in(password="the first one's password") == user


def test_two_users_of_the_same_name_and_password_are_both_refused():
    user_with()
    user_with()

    assert signed_in() is None


@pytest.mark.parametrize("values", [{"is_active": False}, {"password": "!"}])
def test_an_outdated_user_of_the_same_name_doesnt_let_another_password_in(values):
    user_with(**values)

    assert signed_in(password="another") is None


def test_a_user_without_a_password_doesnt_stand_in_the_way():
    make_user(github_username="octocat")
    user = user_with()

    assert signed_in() == user


@pytest.mark.parametrize("known", [True, False])
def test_a_password_is_hashed_once_whether_the_user_is_known_or_not(known, monkeypatch, settings):
    hashed: list[str] = []
    settings.PASSWORD_HASHERS = ["tests.accounts.counting_hasher.CountingHasher"]
    if known:
        user_with()
    monkeypatch.setattr("tests.accounts.counting_hasher.hashed", hashed)

    signed_in(password="wrong")

    assert hashed == ["wrong"]


@pytest.mark.parametrize("is_active", [True, False])
def test_a_session_lasts_while_its_user_is_active(is_active):
    user = user_with(is_active=is_active)

    assert GitHubUsernameBackend().get_user(user.pk) == (user if is_active else None)


def test_a_session_ends_with_its_user():
    assert GitHubUsernameBackend().get_user(uuid4()) is None
