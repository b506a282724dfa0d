"""The addresses of the ASGI process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from mcp.server.streamable_http_manager import StreamableHTTPASGIApp
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from mason.health import OK
from mason.live import problems
from mason.live.admission import Admission
from mason.mcp_server.asking import Service
from mason.mcp_server.server import make_server
from mason.mcp_server.threads import Threads


def make_application() -> Starlette:
    """Make the ASGI application; its lifespan closes the database connections in the end."""
    threads = Threads()
    server = make_server(Service(threads))
    server.streamable_http_app(
        # No sessions and no streams: any process can answer any request, and a stop waits for none.
        stateless_http=True,
        json_response=True,
        # Admission has checked both already, by the rules that the rest of Mason has.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    manager = server.session_manager

    @asynccontextmanager
    async def lifespan(_application: Starlette) -> AsyncIterator[None]:
        async with manager.run():
            yield
        threads.close()

    endpoint = Admission(StreamableHTTPASGIApp(manager), threads)
    return Starlette(
        routes=[
            Route("/healthz", healthz),
            # With and without a slash, as the API's addresses.
            Route("/mcp", endpoint),
            Route("/mcp/", endpoint),
        ],
        lifespan=lifespan,
        exception_handlers={
            HTTPStatus.NOT_FOUND: problems.unknown_address,
            HTTPStatus.METHOD_NOT_ALLOWED: problems.wrong_method,
            HTTPStatus.INTERNAL_SERVER_ERROR: problems.server_error,
        },
    )


async def healthz(_request: Request) -> JSONResponse:
    """Answer 200 while the process serves requests; asks nothing of the database."""
    return JSONResponse({"status": OK}, headers={"Cache-Control": "no-store"})
