"""The REST API, asked inside this process: its rules, scope, limits and errors hold here too."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import httpx2
from django.conf import settings

from mason.own_address import own_host
from mason.startup.ports import HOST
from mason.wsgi import application

type Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the value of the header Authorization, and the network address."""

    authorization: str
    address: str = HOST

    @classmethod
    def with_key(cls, key: str) -> "Caller":
        """Give a program on this machine that shows this API key."""
        return cls(f"Bearer {key}")


@dataclass(frozen=True, slots=True)
class Question:
    """A request below /api/v1/; values that are None are left out."""

    method: str
    path: str
    body: Values | None = None
    query: Values | None = None
    idempotency_key: str | None = None


def ask(caller: Caller, question: Question) -> httpx2.Response:
    """Return the whole answer, made in this thread with the thread's lasting database connection.

    Not by httpx2.Client: that keeps cookies, which one caller's answer would leave to the next.
    """
    transport = httpx2.WSGITransport(app=application, remote_addr=caller.address)
    response = transport.handle_request(_request(caller, question))
    response.read()
    return response


def _request(caller: Caller, question: Question) -> httpx2.Request:
    headers = {"Authorization": caller.authorization, "Accept": "application/json"}
    if question.body is not None:
        headers["Content-Type"] = "application/json"
    if question.idempotency_key is not None:
        headers["Idempotency-Key"] = question.idempotency_key
    return httpx2.Request(
        question.method,
        f"{_scheme()}://{own_host()}/api/v1/{question.path}",
        params={name: str(value) for name, value in _given(question.query or {}).items()},
        # In ASCII, so that text that UTF-8 has no bytes for gets as far as the API's refusal.
        content=None if question.body is None else json.dumps(_given(question.body), default=str),
        headers=headers,
    )


def _scheme() -> str:
    return "https" if settings.SECURE_SSL_REDIRECT else "http"


def _given(values: Values) -> Values:
    return {name: value for name, value in values.items() if value is not None}
