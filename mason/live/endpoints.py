"""The addresses of the ASGI process."""

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from http import HTTPStatus
from typing import Final

from mcp.server.streamable_http_manager import (
    StreamableHTTPASGIApp,
    StreamableHTTPSessionManager,
)
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from mason.health import OK
from mason.live import problems
from mason.live.admission import Admission
from mason.live.streams import Streams
from mason.mcp_server.asking import Service
from mason.mcp_server.server import make_server
from mason.mcp_server.threads import Threads

type Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]

PROBLEMS: Final = {
    HTTPStatus.NOT_FOUND: problems.unknown_address,
    HTTPStatus.METHOD_NOT_ALLOWED: problems.wrong_method,
    HTTPStatus.INTERNAL_SERVER_ERROR: problems.server_error,
}


def make_application() -> Starlette:
    """Make the ASGI application; its lifespan closes the database connections in the end."""
    threads, streams = Threads(), Streams()
    manager = _mcp_manager(threads)
    mcp = Admission(StreamableHTTPASGIApp(manager), threads)
    return Starlette(
        # With and without a slash, as the API's addresses.
        routes=[
            Route("/healthz", healthz),
            *(Route(f"/mcp{slash}", mcp) for slash in ("", "/")),
            *(Route(f"/stream{slash}", streams) for slash in ("", "/")),
        ],
        lifespan=_lifespan(manager, threads, streams),
        exception_handlers=PROBLEMS,
    )


def _mcp_manager(threads: Threads) -> StreamableHTTPSessionManager:
    server = make_server(Service(threads))
    server.streamable_http_app(
        # No sessions and no streams: any process can answer any request, and a stop waits for none.
        stateless_http=True,
        json_response=True,
        # Admission has checked host, origin and size, by the rules that the rest of Mason has.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        max_request_body_size=sys.maxsize,
    )
    return server.session_manager


def _lifespan(
    manager: StreamableHTTPSessionManager, threads: Threads, streams: Streams
) -> Lifespan:
    @asynccontextmanager
    async def lifespan(_application: Starlette) -> AsyncIterator[None]:
        async with manager.run(), streams.running():
            yield
        threads.close()

    return lifespan


async def healthz(_request: Request) -> JSONResponse:
    """Answer 200 while the process serves requests; asks nothing of the database."""
    return JSONResponse({"status": OK}, headers={"Cache-Control": "no-store"})
