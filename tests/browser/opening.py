"""Starting the browser, and opening pages in it that are watched."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from accounts.models import User
from tests.admin_pages import signed_in
from tests.browser.watching import Watch

PROGRAMS: Final = ("chromium-headless-shell", "chromium")
"""Debian's names: the first is the same browser without windows, and quicker."""
ARGUMENTS: Final = (
    "--no-sandbox",  # root, as in most containers, can't have one
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)


@dataclass(frozen=True, slots=True)
class Look:
    """How wide and high the page is, in pixels, and whether it is dark."""

    width: int
    height: int
    dark: bool = False


WIDE: Final = Look(1440, 900)
WIDE_DARK: Final = Look(1440, 900, dark=True)
NARROW: Final = Look(390, 844)
NARROW_DARK: Final = Look(390, 844, dark=True)


class OpenPage(Protocol):
    """What the fixture `open_page` gives."""

    def __call__(
        self,
        user: User | None = None,
        look: Look = WIDE,
        *,
        refusals: frozenset[int] = ...,
        others: tuple[str, ...] = ...,
    ) -> Page: ...


def chromium_program() -> str | None:
    """Give the path of the browser; None if there is none."""
    named = os.environ.get("CHROMIUM")
    found = (shutil.which(name) for name in ([named] if named else PROGRAMS))
    return next((path for path in found if path), None)


@contextmanager
def launched(playwright: Playwright, program: str) -> Iterator[Browser]:
    """Give a browser that talks to nobody but the pages' server."""
    browser = playwright.chromium.launch(executable_path=program, args=[*ARGUMENTS])
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def opened(
    browser: Browser,
    address: str,
    user: User | None = None,
    look: Look = WIDE,
    *,
    refusals: frozenset[int] = frozenset(),
    others: tuple[str, ...] = (),
) -> Iterator[Page]:
    """Give a page in which the user is signed in; fail in the end for what it complained about.

    `others` are addresses of servers that it may ask beside its own.
    """
    context = _context(browser, address, look)
    try:
        if user is not None:
            _sign_in(context, address, user)
        page = context.new_page()
        watch = Watch(page, (address, *others), refusals)
        yield page
        watch.assert_quiet()
    finally:
        context.close()


def _context(browser: Browser, address: str, look: Look) -> BrowserContext:
    return browser.new_context(
        base_url=address,
        viewport={"width": look.width, "height": look.height},
        color_scheme="dark" if look.dark else "light",
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
    )


def _sign_in(context: BrowserContext, address: str, user: User) -> None:
    name = settings.SESSION_COOKIE_NAME
    cookie = signed_in(user).cookies[name]
    context.add_cookies([{"name": name, "value": cookie.value, "url": address}])
