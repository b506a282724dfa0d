"""Mason's MCP server as its clients meet it: real processes, spoken to by the SDK's own client."""

import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import anyio
import httpx2
from mcp import StdioServerParameters
from mcp.client import Client
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, TextContent

from tests.live_servers import server_environment
from tests.processes import ROOT

type Scenario[T] = Callable[[Client], Awaitable[T]]


@dataclass(frozen=True)
class Speaker:
    """Speaks to a server with a key: `over_http(url, key)` or `over_stdio(key)`."""

    connect: Callable[[], Any]

    def run[T](self, scenario: Scenario[T], **options: Any) -> T:
        """Connect, and return what the scenario returns."""

        async def connected() -> T:
            async with self.connect() as transport, Client(transport, **options) as client:
                return await scenario(client)

        return anyio.run(connected)

    def call(self, tool: str, **arguments: Any) -> CallToolResult:
        """Call one tool."""
        return self.run(lambda client: client.call_tool(tool, arguments))


def over_http(url: str, key: str | None) -> Speaker:
    """Speak to the address with the key in the header."""
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}

    @asynccontextmanager
    async def connect() -> AsyncIterator[Any]:
        async with httpx2.AsyncClient(headers=headers, timeout=60) as http:
            yield streamable_http_client(url, http_client=http)

    return Speaker(connect)


def over_stdio(key: str) -> Speaker:
    """Speak to a process of its own that is given the key."""
    parameters = StdioServerParameters(
        command=sys.executable,
        args=["manage.py", "mcp"],
        cwd=ROOT,
        env=server_environment(MASON_API_KEY=key),
    )

    @asynccontextmanager
    async def connect() -> AsyncIterator[Any]:
        yield stdio_client(parameters)

    return Speaker(connect)


def text_of(result: CallToolResult) -> Any:
    """Give the JSON that the model reads."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    return json.loads(content.text)


def problem_of(result: CallToolResult) -> dict[str, Any]:
    """Give the problem document of a call that was refused."""
    assert result.is_error
    problem: dict[str, Any] = text_of(result)
    return problem
