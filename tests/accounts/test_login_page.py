"""The page that people sign in on."""

import re

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from tests.accounts.github_server import is_signed_in
from tests.factories import make_curator

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
BUTTON = re.compile(r'<a href="(/admin/github/[^"]*)"[^>]*>.*?Sign in with GitHub', re.DOTALL)


@pytest.mark.usefixtures("github")
def test_page_offers_github_as_a_link_that_knows_the_wanted_page():
    page = Client().get(LOGIN, {"next": "/admin/backlog/backlogitem/?status=new"})

    assert BUTTON.findall(page.text) == [
        "/admin/github/login/?next=%2Fadmin%2Fbacklog%2Fbacklogitem%2F%3Fstatus%3Dnew"
    ]


def test_page_without_an_application_doesnt_mention_github():
    assert "/admin/github/" not in Client().get(LOGIN).text


@pytest.mark.usefixtures("github")
def test_wanted_page_elsewhere_isnt_handed_on():
    page = Client().get(LOGIN, {"next": "https://evil.example.org/"})

    assert BUTTON.findall(page.text) == ["/admin/github/login/?next=%2Fadmin%2F"]


@pytest.mark.usefixtures("github")
def test_password_still_signs_in_beside_github():
    make_curator(github_username="curator", password=make_password("a long enough one"))
    client = Client()
    page = client.get(LOGIN)

    answer = client.post(LOGIN, {"username": "curator", "password": "a long enough one"})

    assert answer["Location"] == "/admin/"
    assert {'name="username"', 'name="password"'} <= set(re.findall(r'name="\w+"', page.text))
    assert is_signed_in(client)


@pytest.mark.usefixtures("github")
def test_page_after_a_wrong_password_still_offers_github():
    page = Client().post(f"{LOGIN}?next=/admin/", {"username": "curator", "password": "wrong"})

    assert page.context["form"].errors
    assert BUTTON.findall(page.text) == ["/admin/github/login/?next=%2Fadmin%2F"]


def test_form_asks_for_the_name_in_mason():
    form = Client().get(LOGIN).context["form"]

    assert [field.label for field in form] == ["User name", "Password"]
