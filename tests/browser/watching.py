"""What a page must not do while a test looks at it."""

from typing import Final

from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response

LEFT_ON_PURPOSE: Final = "net::ERR_ABORTED"
"""A request that ends because the person goes elsewhere, or that becomes a download."""
CUT_OFF_ON_PURPOSE: Final = "net::ERR_INTERNET_DISCONNECTED"
"""A request of a page that the test took off the network."""


class Watch:
    """Listens to a page; `complaints` has a line for each thing that went wrong."""

    def __init__(self, page: Page, addresses: tuple[str, ...], refusals: frozenset[int]) -> None:
        self.complaints: list[str] = []
        self._addresses = addresses
        self._page = page
        self._refusals = refusals
        page.on("console", self._on_console)
        page.on("pageerror", self._on_exception)
        page.on("request", self._on_request)
        page.on("requestfailed", self._on_failure)
        page.on("response", self._on_response)

    def assert_quiet(self) -> None:
        """Fail if there was anything."""
        if self.complaints:
            raise AssertionError("\n".join(self.complaints))

    def _on_console(self, message: ConsoleMessage) -> None:
        announced = any(f"with a status of {status} " in message.text for status in self._refusals)
        announced = announced or CUT_OFF_ON_PURPOSE in message.text
        if message.type == "error" and not announced:
            place = message.location["url"] or self._page.url
            self.complaints.append(f"console: {message.text} ({place})")

    def _on_exception(self, error: Error) -> None:
        self.complaints.append(f"exception: {error}")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((*self._addresses, "data:", "blob:")):
            self.complaints.append(f"left the server: {request.url}")

    def _on_failure(self, request: Request) -> None:
        if request.failure not in {LEFT_ON_PURPOSE, CUT_OFF_ON_PURPOSE}:
            self.complaints.append(f"failed: {request.url} ({request.failure})")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._refusals:
            self.complaints.append(f"refused: {response.status} {response.url}")
