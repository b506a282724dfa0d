"""Problem details (RFC 9457) as answers of the ASGI process."""

from collections.abc import Sequence
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse

from accounts.api.authentication import CHALLENGE
from mason.problem_details import PROBLEM_JSON, Problem


def problem_response(problem: Problem, methods: Sequence[str] = ()) -> JSONResponse:
    """Give the answer; `methods` are those that work, for one that doesn't."""
    headers = {}
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = CHALLENGE
    if problem.status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(methods)
    return JSONResponse(problem.body(), problem.status, headers, PROBLEM_JSON)


async def unknown_address(request: Request, _error: Exception) -> JSONResponse:
    """Answer 404."""
    detail = f"There is no {request.url.path} here; this process serves /mcp, /stream and /healthz."
    return problem_response(Problem(HTTPStatus.NOT_FOUND, "not_found", detail))


async def wrong_method(_request: Request, error: Exception) -> JSONResponse:
    """Answer 405; the router knows which methods work."""
    allowed = getattr(error, "headers", {})["Allow"]
    problem = Problem(
        HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed", f"Only {allowed} works here."
    )
    return problem_response(problem, [allowed])


async def server_error(_request: Request, _error: Exception) -> JSONResponse:
    """Answer 500; the error goes on to the server, which logs it."""
    detail = "Something went wrong here; the server's log says what."
    return problem_response(Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "server_error", detail))
