"""Whether people who don't see the page, or see it badly, can use it."""

from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # as it is
from playwright.sync_api import Page

SERIOUS: Final = frozenset({"serious", "critical"})
EXCEPTIONS: Final[frozenset[tuple[str, str]]] = frozenset()
"""Rule and selector of what is left as it is: the theme's own markup, out of our reach."""


def assert_accessible(page: Page) -> None:
    """Fail for serious and critical findings of axe-core on the page as it is now."""
    findings = Axe().run(page).response["violations"]
    lines = [line for finding in findings for line in _lines(finding)]
    if lines:
        raise AssertionError("\n".join([page.url, *lines]))


def _lines(finding: Any) -> list[str]:
    if finding["impact"] not in SERIOUS:
        return []
    rule = finding["id"]
    return [
        f"{rule}: {node['target']} {node['failureSummary']}"
        for node in finding["nodes"]
        if (rule, node["target"][-1]) not in EXCEPTIONS
    ]
