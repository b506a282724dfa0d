import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from rest_framework.test import APIClient

from tests.api_clients import browser_of
from tests.factories import make_curator, make_item

pytestmark = pytest.mark.django_db

PAGE = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


class Markup(HTMLParser):
    """Collects what a strict Content-Security-Policy would block, and the scripts it fetches."""

    def __init__(self):
        super().__init__()
        self.inline: list[str] = []
        self.sources: list[str] = []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.inline += [f"{tag} {name}" for name in values if name == "style" or name[:2] == "on"]
        is_code = tag == "style" or (tag == "script" and values.get("type") != "application/json")
        if is_code and "src" not in values:
            self.inline.append(tag)
        self.sources += [
            values[name] for name in ("src", "href") if tag in {"script", "link"} and name in values
        ]


def markup_of(response):
    markup = Markup()
    markup.feed(response.content.decode())
    return markup


def addresses():
    item = make_item(status="approved")
    return [
        "/api/v1/",
        "/api/v1/analysis",
        "/api/v1/backlog/next",
        "/api/v1/backlog/next?limit=5",
        "/api/v1/backlog/next?limit=0",
        f"/api/v1/backlog/{item.pk}/start",
    ]


@pytest.fixture(params=range(6))
def page(request):
    return browser_of(make_curator(github_username="octocat")).get(
        addresses()[request.param], headers=PAGE
    )


def test_a_page_is_html_under_the_strict_policy(page):
    policy = page.headers["Content-Security-Policy"]

    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_page_holds_nothing_that_the_policy_blocks(page):
    assert markup_of(page).inline == []


def test_what_a_page_fetches_is_there(page):
    paths = [
        source.removeprefix(f"/{settings.STATIC_URL.strip('/')}/")
        for source in markup_of(page).sources
    ]

    assert paths
    assert [path for path in paths if finders.find(path) is None] == []


def test_a_page_says_who_is_signed_in_and_leads_to_the_admin(page):
    text = page.content.decode()

    assert '<li class="navbar-text">octocat</li>' in text
    assert '<a href="/admin/">Admin</a>' in text


def test_a_page_of_a_move_offers_a_body_to_fill_in():
    item = make_item(status="approved")

    page = browser_of(make_curator()).get(f"/api/v1/backlog/{item.pk}/start", headers=PAGE)

    assert page.status_code == 405
    assert re.search(r"<textarea[^>]*>\s*{\s*&quot;branch_name&quot;", page.content.decode())


def test_who_isnt_signed_in_is_led_there_and_back():
    page = APIClient().get("/api/v1/backlog/next?limit=5", headers=PAGE)

    assert page.status_code == 401
    assert 'href="/admin/login/?next=%2Fapi%2Fv1%2Fbacklog%2Fnext%3Flimit%3D5"' in (
        page.content.decode()
    )


def test_text_of_an_item_is_escaped():
    make_item(status="approved", title="<script>alert(1)</script>")

    page = browser_of(make_curator()).get("/api/v1/backlog/next", headers=PAGE)

    assert "<script>alert" not in page.content.decode()
