"""A real browser on a real server, for tests that need what only a browser does.

    def test_curator_sees_the_backlog(open_page):
        page = open_page(make_curator())              # signed in; 1440 x 900, light
        page.goto("/admin/backlog/backlogitem/")
        assert_accessible(page)                       # tests.browser.accessibility

- `open_page(user, look)` gives a Playwright page (sync API) in a browser session of its own: two of
  them are two people. Without a user nobody is signed in. Looks: WIDE, WIDE_DARK, NARROW,
  NARROW_DARK, from tests.browser.opening.
- When the test ends, each page must have met no console error, no exception, no request that failed
  or left the server, and no answer of 400 or more. A refusal that the test is about is announced:
  `open_page(user, refusals=frozenset({409}))`; so is another server: `others=(live_address,)`.
- `page.route()` comes before the page is opened: one that is set afterwards misses, now and then,
  the first request that the page makes.
- The database commits (transaction=True): make rows by tests/factories.py and read them as usual,
  but wait for the page first, as in `expect(page.get_by_text("Rejected 2")).to_be_visible()`.
- CHROMIUM names the browser's program, Debian's by default. Where there is none the tests are
  skipped; under CI=true that is an error.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, NoReturn

import pytest
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.opening import OpenPage, chromium_program, launched, opened
from tests.browser.serving import RequestsUnderWay
from tests.browser.streams import Stream, renew

MISSING = "There is no browser: install chromium, or name one in CHROMIUM"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of a file.

    Playwright keeps an event loop running in this thread as long as the browser lives, in which
    Django refuses to ask the database. Tests of other files go without both.
    """
    program = chromium_program()
    if program is None:
        refuse_or_skip()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with launched(playwright, program) as browser:
            yield browser


def refuse_or_skip() -> NoReturn:
    """Skip, but not where the tests have to be complete."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{MISSING}.")
    pytest.skip(f"{MISSING}.")


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """What opens pages; closes them, and fails for what they complained about."""
    with RequestsUnderWay().counted() as requests, ExitStack() as stack:
        stack.callback(requests.wait_until_none)
        yield lambda *a, **k: stack.enter_context(opened(browser, live_server.url, *a, **k))


@pytest.fixture
def stream(settings: Any) -> Iterator[Stream]:
    """The stream of progress in the test's hands; to be named before `open_page`."""
    settings.ROOT_URLCONF = "tests.browser.live_urls"
    yield renew()
    renew()
