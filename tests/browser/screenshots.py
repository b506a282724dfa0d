"""Makes the pictures of the documentation: `make screenshots`, on a scratch database."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import django

# Playwright keeps an event loop running in this thread, where Django would refuse to ask.
os.environ.update(DJANGO_SETTINGS_MODULE="mason.settings", DJANGO_ALLOW_ASYNC_UNSAFE="true")
django.setup()

# ruff: noqa: E402 - models can be imported now
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from backlog.models import BacklogItem, FilteredItem
from tests.admin_pages import changelist_of, page_of
from tests.browser.example import ITEMS, make_example
from tests.browser.example_execution import begin_execution
from tests.browser.opening import Look, chromium_program, launched, opened

FOLDER: Final = settings.BASE_DIR / "docs" / "images"
LIVE_LOOK: Final = Look(1440, 1350)


def addresses() -> dict[str, str]:
    """Give the pages that the documents show, by the name of the picture."""
    item = BacklogItem.objects.get(title=ITEMS[0][0])
    return {
        "first-page": reverse("admin:index"),
        "backlog": changelist_of(BacklogItem),
        "item": page_of(item),
        "triage": reverse("admin:backlog_triage"),
        "filtered-item": page_of(FilteredItem.objects.get()),
    }


def main(folder: Path = FOLDER) -> str | None:
    """Write the pictures; give what is missing for that."""
    program = chromium_program()
    if program is None:
        return "There is no browser: install chromium, or name one in CHROMIUM."
    call_command("migrate", verbosity=0)
    if User.objects.exists():
        return "The database isn't empty: the pictures need one of their own."
    curator = make_example()
    with (
        served() as address,
        sync_playwright() as playwright,
        launched(playwright, program) as browser,
    ):
        take_pictures(browser, address, curator, folder)
        take_live_picture(browser, address, curator, folder)
    return None


@contextmanager
def served() -> Iterator[str]:
    """Serve Mason for the block, with a quiet stream of progress, and give its address."""
    settings.ROOT_URLCONF = "tests.browser.live_urls"
    server = LiveServer("localhost")
    try:
        yield server.url
    finally:
        server.stop()


def take_pictures(browser: Browser, address: str, curator: User, folder: Path) -> None:
    """Write each page as it looks to the curator, once all of it has come."""
    for name, page_address in addresses().items():
        with opened(browser, address, curator) as page:
            page.goto(page_address, wait_until="networkidle")
            page.screenshot(path=folder / f"{name}.png")


def take_live_picture(browser: Browser, address: str, curator: User, folder: Path) -> None:
    """Write the page of an item that is being executed, down to its log."""
    item = begin_execution()
    with opened(browser, address, curator, LIVE_LOOK) as page:
        page.goto(reverse("execution_live:item", args=[item.pk]))
        connection = page.locator("[data-part=connection]")
        expect(connection).to_have_text("Live", use_inner_text=True)
        page.screenshot(path=folder / "live.png")


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
