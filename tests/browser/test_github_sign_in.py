"""Signing in with GitHub in a browser, which holds Mason to its content security policy."""

import pytest
from playwright.sync_api import expect

from tests.accounts.github_server import configured_github
from tests.browser.accessibility import assert_accessible
from tests.browser.watching import Watch

pytestmark = pytest.mark.django_db(transaction=True)

WANTED = "/admin/accounts/githubrepository/"


@pytest.fixture
def github(settings):
    with configured_github(settings) as server:
        yield server


@pytest.fixture
def page(browser, live_server):
    """A page that may go to GitHub too, which `open_page` counts as leaving the server."""
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    watch = Watch(page, "http://", frozenset({403}))
    yield page
    context.close()
    watch.assert_quiet()


def go_to_github(page):
    page.goto(WANTED)
    page.get_by_role("link", name="Sign in with GitHub").click()


@pytest.mark.usefixtures("github")
def test_curator_gets_from_the_login_page_by_github_to_the_wanted_page(page, live_server):
    go_to_github(page)

    expect(page).to_have_url(f"{live_server.url}{WANTED}")
    expect(page.get_by_role("heading", name="Repositories", exact=False).first).to_be_visible()


def test_stranger_reads_why_and_finds_back_to_the_login_page(page, github):
    github.account |= {"id": 7, "login": "mallory"}

    go_to_github(page)

    expect(page.get_by_role("alert")).to_contain_text("At GitHub you are “mallory”.")
    assert_accessible(page)
    page.get_by_role("link", name="Back to the login page").click()
    expect(page.get_by_role("link", name="Sign in with GitHub")).to_be_visible()
    assert_accessible(page)
