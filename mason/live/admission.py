"""Who may speak to an endpoint: decided for each request, before the endpoint sees any of it."""

from http import HTTPStatus
from io import BytesIO
from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost, PermissionDenied, RequestDataTooBig
from django.core.handlers.asgi import ASGIRequest
from django.http.request import validate_host
from django.utils.http import is_same_domain
from rest_framework.exceptions import APIException, MethodNotAllowed, NotAuthenticated
from rest_framework.request import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from accounts.api.authentication import APIKeyAuthentication
from mason.live.problems import problem_response
from mason.mcp_server.threads import Threads
from mason.problem_details import Problem, problem_of

METHODS: Final = ("POST",)
"""Without sessions there is no stream to GET and nothing to DELETE."""


class Gone(Exception):
    """The client hung up before it had sent everything."""


class Admission:
    """Lets whole requests through to an endpoint when they come from where they may, with a key.

    Everything else gets a problem document.
    """

    def __init__(self, endpoint: ASGIApp, threads: Threads) -> None:
        self._endpoint = endpoint
        self._threads = threads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            request = ASGIRequest(scope, BytesIO())
            check_place(request)
            await self._threads.run(check_key, request)
            _check_method(request)
            body = await _whole_body(request, receive)
        except Gone:
            return
        except (DisallowedHost, PermissionDenied, APIException, RequestDataTooBig) as error:
            await problem_response(problem_from(error), METHODS)(scope, receive, send)
        else:
            await self._endpoint(scope, _Replay(body, receive), send)


def check_place(request: ASGIRequest) -> None:
    """Refuse pages of other sites, that a name of their own may have led here (DNS rebinding).

    Raises DisallowedHost or PermissionDenied.
    """
    request.get_host()
    origin = request.headers.get("Origin")
    if origin is not None and not _may_ask(origin):
        raise PermissionDenied(
            f"Pages of {origin} may not ask here: see CSRF_TRUSTED_ORIGINS and ALLOWED_HOSTS."
        )


def _may_ask(origin: str) -> bool:
    try:
        place = urlsplit(origin.lower())
        name = place.hostname or ""
    except ValueError:
        return False
    own = validate_host(f"[{name}]" if ":" in name else name, settings.ALLOWED_HOSTS)
    return own or any(_is_of(place, urlsplit(one)) for one in settings.CSRF_TRUSTED_ORIGINS)


def _is_of(place: SplitResult, trusted: SplitResult) -> bool:
    """Tell whether an origin is the trusted one, or below it where that begins with `*.`."""
    name = trusted.netloc.removeprefix("*")
    return place.scheme == trusted.scheme and is_same_domain(place.netloc, name)


def check_key(request: ASGIRequest) -> None:
    """Raise NotAuthenticated or AuthenticationFailed unless the request shows a key that works."""
    if APIKeyAuthentication().authenticate(Request(request)) is None:
        raise NotAuthenticated


def _check_method(request: ASGIRequest) -> None:
    if request.method not in METHODS:
        raise MethodNotAllowed(str(request.method))


async def _whole_body(request: ASGIRequest, receive: Receive) -> bytes:
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if limit is not None and _announced_size(request) > limit:
        raise RequestDataTooBig
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        body += message.get("body", b"")
        if limit is not None and len(body) > limit:
            raise RequestDataTooBig
        if not message.get("more_body", False):
            return bytes(body)


def _announced_size(request: ASGIRequest) -> int:
    announced = request.headers.get("Content-Length", "")
    return int(announced) if announced.isascii() and announced.isdigit() else 0


def problem_from(error: Exception) -> Problem:
    """Tell what is wrong with a request; raises the error again when it is a fault of ours."""
    if isinstance(error, DisallowedHost):
        detail = "The header Host names a host that Mason doesn't answer to: see ALLOWED_HOSTS."
        return Problem(HTTPStatus.BAD_REQUEST, "bad_request", detail)
    problem = problem_of(error)
    if problem is None:
        raise error
    return problem


class _Replay:
    """Gives the endpoint the body that was read, then what else comes: that the client is gone."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._message: Message | None = {"type": "http.request", "body": body, "more_body": False}
        self._receive = receive

    async def __call__(self) -> Message:
        message, self._message = self._message, None
        return message or await self._receive()
