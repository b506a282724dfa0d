"""Requests of agents: their text, and one answer to look at."""

import http.client
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson

from benchmarks.api.load import MARK
from mason.startup.ports import HOST

TIMEOUT_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a body."""

    status: int
    body: bytes

    @property
    def json(self) -> Any:
        """The body read."""
        return orjson.loads(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What an agent asks; `target` is the path with its query."""

    target: str
    method: str = "GET"
    body: Mapping[str, Any] | None = None

    @property
    def payload(self) -> bytes:
        """The body as it is sent."""
        return b"" if self.body is None else orjson.dumps(self.body)

    def numbered(self, number: int) -> "Request":
        """Give the request with this number in the place of MARK."""
        digits = f"{number:012d}"
        payload = self.payload.decode().replace(MARK.decode(), digits)
        body = None if self.body is None else orjson.loads(payload)
        return replace(self, target=self.target.replace(MARK.decode(), digits), body=body)

    def headers(self, key: str) -> dict[str, str]:
        """Give the headers of the request with this API key."""
        headers = {"Host": HOST, "Authorization": f"Bearer {key}", "Accept": "application/json"}
        if self.body is not None:
            headers |= {"Content-Type": "application/json"}
            headers |= {"Content-Length": str(len(self.payload))}
        return headers

    def text(self, key: str) -> str:
        """Give the whole request as it goes over the wire, with this API key."""
        lines = [f"{self.method} {self.target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in self.headers(key).items()]
        return "\r\n".join([*lines, "", self.payload.decode()])


def ask(port: int, request: Request, key: str) -> Answer:
    """Ask once, with the number 0, and give the answer."""
    request = request.numbered(0)
    connection = http.client.HTTPConnection(HOST, port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request(
            request.method, request.target, request.payload or None, request.headers(key)
        )
        response = connection.getresponse()
        return Answer(response.status, response.read())
    finally:
        connection.close()
