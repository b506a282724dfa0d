"""A server on this machine that lists models as Anthropic and OpenAI do, for the right key."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from tests.accounts.github_server import Fault, send


@dataclass
class AIProvider:
    """The server's address, the key that it accepts, and what it was asked with."""

    accepts: str = ""
    url: str = ""
    fault: Fault | None = None
    headers: list[dict[str, str]] = field(default_factory=list)

    def accepted(self, headers: dict[str, str]) -> bool:
        """Whether a request shows the right key, in either provider's way."""
        anthropic = headers.get("anthropic-version") == "2023-06-01" and headers.get("x-api-key")
        return self.accepts in {anthropic, headers.get("authorization", "").removeprefix("Bearer ")}


class ProviderServer(ThreadingHTTPServer):
    """The server, with its state for whoever answers."""

    def __init__(self, provider: AIProvider) -> None:
        super().__init__(("127.0.0.1", 0), ProviderHandler)
        self.provider = provider
        provider.url = f"http://127.0.0.1:{self.server_port}"


class ProviderHandler(BaseHTTPRequestHandler):
    """Answers one connection."""

    server: ProviderServer

    def do_GET(self) -> None:
        provider = self.server.provider
        headers = {name.lower(): value for name, value in self.headers.items()}
        provider.headers.append(headers)
        if provider.fault is not None:
            provider.fault(self)
        elif self.path != "/v1/models":
            send(self, "{}", 404)
        elif provider.accepted(headers):
            send(self, json.dumps({"data": [{"id": "a-model"}]}))
        else:
            send(self, json.dumps({"error": {"message": "invalid key"}}), 401)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def running_provider(accepts: str) -> Iterator[AIProvider]:
    """Run the server for the block, on a free port."""
    provider = AIProvider(accepts)
    server = ProviderServer(provider)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
