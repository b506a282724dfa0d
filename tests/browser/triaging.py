"""Somebody who triages in a browser, and what the page shows them."""

from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import Page, expect

from backlog.models import BacklogItem
from tests.factories import make_item, make_repository

TRIAGE: Final = "/admin/backlog/backlogitem/triage/"


def make_items(*titles: str) -> list[BacklogItem]:
    """New items of a repository, in the order in which triage shows them."""
    repository = make_repository()
    return [make_item(repository=repository, title=title) for title in titles]


def statuses() -> dict[str, str]:
    """Where each item stands, by its title."""
    return dict(BacklogItem.objects.order_by("title").values_list("title", "status"))


@dataclass(frozen=True, slots=True)
class Triager:
    """A page that triages, pressed by keys alone unless a test clicks."""

    page: Page

    @classmethod
    def on(cls, page: Page, query: str = "") -> "Triager":
        """Open triage."""
        page.goto(f"{TRIAGE}{query}")
        return cls(page)

    def press(self, *keys: str) -> None:
        """Press keys, one after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def expect_item(self, title: str, position: str) -> None:
        """Wait for an item to be shown at a position, with the focus on its heading."""
        expect(self.heading(title)).to_be_visible()
        expect(self.heading(title)).to_be_focused()
        expect(self.page.locator("[data-part=position]")).to_have_text(position)

    def heading(self, title: str) -> Any:
        """Give a heading of the second level."""
        return self.page.get_by_role("heading", level=2, name=title, exact=True)

    def expect_announced(self, text: str) -> None:
        """Wait for screen readers to be told something."""
        expect(self.page.get_by_role("status")).to_contain_text(text)

    def expect_saved(self) -> None:
        """Wait until the page has nothing left to send."""
        letters = "name => name.startsWith('mason.triage.letters')"
        kept = f"Object.keys(sessionStorage).filter({letters}).map(name => sessionStorage[name])"
        self.page.wait_for_function(f"{kept}.join() === '[]'")

    def expect_summary(self, **numbers: int) -> None:
        """Wait for the summary with these numbers; words as the page writes them, lower-cased."""
        expect(self.heading("What you decided")).to_be_focused()
        names = ("approved", "deferred", "rejected", "skipped", "refused")
        told = [f"{name.capitalize()}{numbers.get(name, 0)}" for name in names]
        expect(self.page.locator("[data-part=totals] div")).to_have_text(told)
