"""The watch on pages itself: tests that rely on its silence need it to speak."""

from contextlib import ExitStack

import pytest

from tests.browser.accessibility import assert_accessible
from tests.browser.opening import opened


def complaints_of(browser, live_server, script: str) -> str:
    """What a page is reported for that runs the script and then rests for a moment."""
    with ExitStack() as stack:
        page = stack.enter_context(opened(browser, live_server.url))
        page.goto("/admin/login/")
        page.evaluate(script)
        page.wait_for_timeout(300)
        with pytest.raises(AssertionError) as failure:
            stack.close()
    return str(failure.value)


def test_a_console_error_is_reported(browser, live_server):
    said = complaints_of(browser, live_server, "console.error('It broke')")

    assert said == f"console: It broke ({live_server.url}/admin/login/)"


def test_an_exception_is_reported(browser, live_server):
    script = "void setTimeout(() => { throw new Error('It broke') }, 0)"

    assert complaints_of(browser, live_server, script) == "exception: It broke"


def test_a_refused_request_is_reported(browser, live_server):
    said = complaints_of(browser, live_server, "fetch('/nothing').then(() => null)")

    assert f"refused: 404 {live_server.url}/nothing" in said.splitlines()


def test_an_announced_refusal_is_not_reported(open_page):
    page = open_page(refusals=frozenset({404}))

    assert page.goto("/nothing").status == 404


def test_a_request_that_leaves_the_server_is_reported(browser, live_server):
    said = complaints_of(browser, live_server, "void (new Image().src = 'https://example.org/x')")

    assert "left the server: https://example.org/x" in said.splitlines()


def test_what_the_content_policy_stops_is_reported(browser, live_server):
    script = "document.head.append(Object.assign(document.createElement('script'), {text: '1'}))"

    assert "Content Security Policy" in complaints_of(browser, live_server, script)


def test_a_serious_accessibility_finding_is_reported(open_page):
    page = open_page()
    page.goto("/admin/login/")
    page.evaluate("document.body.append(document.createElement('button'))")

    with pytest.raises(AssertionError, match="button-name: "):
        assert_accessible(page)
