"""How a tool asks the REST API, and what the model reads of the answer."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx2
from mcp.server.mcpserver import Context
from mcp.types import CallToolResult, TextContent
from starlette.requests import Request

from mason.mcp_server.rest import Caller, Question, Values, ask
from mason.mcp_server.threads import Threads
from mason.startup.ports import HOST

type Document = dict[str, Any]
type Reshape = Callable[[Document], Document]


@dataclass(frozen=True, slots=True)
class Service:
    """What the tools of one server share; the caller is None where each request brings its own."""

    threads: Threads
    caller: Caller | None = None


MasonContext = Context[Service, Request]
"""What the SDK hands a tool beside its arguments."""

NOTHING: Final[Values] = {}


async def respond(context: MasonContext, question: Question) -> httpx2.Response:
    """Ask as whoever called the tool."""
    service = context.request_context.lifespan_context
    caller = service.caller or _caller_of(context)
    return await service.threads.run(ask, caller, question)


def _caller_of(context: MasonContext) -> Caller:
    request = context.request_context.request
    if request is None:
        raise TypeError("Nobody is calling: only requests over HTTP bring a key of their own.")
    return Caller(
        authorization=request.headers["authorization"],
        address=request.client.host if request.client else HOST,
    )


async def get(
    context: MasonContext,
    path: str,
    query: Values = NOTHING,
    *,
    reshape: Reshape | None = None,
) -> CallToolResult:
    """Read; the query's values that are None are left out."""
    response = await respond(context, Question("GET", path, query=query))
    return result(response, reshape)


async def post(
    context: MasonContext,
    path: str,
    body: Values | None = None,
    *,
    idempotency_key: str | None = None,
    reshape: Reshape | None = None,
) -> CallToolResult:
    """Send; the body's values that are None are left out."""
    question = Question("POST", path, body=body, idempotency_key=idempotency_key)
    return result(await respond(context, question), reshape)


def result(response: httpx2.Response, reshape: Reshape | None = None) -> CallToolResult:
    """Give the answer, or the problem document as an error that a model can act on."""
    document: Document = response.json()
    if not response.is_success:
        return CallToolResult(content=[_text(document)], is_error=True)
    shown = reshape(document) if reshape else document
    return CallToolResult(content=[_text(shown)], structured_content=shown)


def _text(document: Mapping[str, Any]) -> TextContent:
    return TextContent(type="text", text=json.dumps(document, ensure_ascii=False))


def page(name: str) -> Reshape:
    """Give a list's page under this name, and the cursor alone of its next page's address."""

    def reshape(document: Document) -> Document:
        return {name: document["results"], "next_cursor": _cursor(document["next"])}

    return reshape


def _cursor(address: str | None) -> str | None:
    if address is None:
        return None
    return parse_qs(urlsplit(address).query)["cursor"][0]
