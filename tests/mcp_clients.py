"""Mason's MCP server as its clients meet it: real processes, spoken to by the SDK's own client."""

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import anyio
import httpx2
from django.conf import settings
from django.db import connections
from mcp import StdioServerParameters
from mcp.client import Client
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, TextContent

from tests.processes import ROOT, eventually, free_port

type Scenario[T] = Callable[[Client], Awaitable[T]]


def server_environment(**extra: str) -> dict[str, str]:
    """Give the environment of a process that works on the test's database."""
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    database = {"DATABASE_URL": f"{server}/{connections['default'].settings_dict['NAME']}"}
    keys = {"ENCRYPTION_KEYS": ",".join(settings.ENCRYPTION_KEYS)}
    return dict(os.environ) | keys | database | extra


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


@contextmanager
def live_server(**environment: str) -> Iterator[str]:
    """Run the live process on the test's database, and give its address."""
    port = free_port()
    options = ["--interface=asgi", f"--port={port}", "--no-ws", "--log-level=warning"]
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", *options, "mason.live.application:application"],
        cwd=ROOT,
        env=server_environment(**environment),
    )
    address = f"http://127.0.0.1:{port}"
    try:
        eventually(lambda: _answers(f"{address}/healthz"))
        yield address
    finally:
        process.terminate()
        process.wait(60)


def _answers(url: str) -> bool:
    try:
        return httpx2.get(url).status_code == 200
    except httpx2.TransportError:
        return False


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
