"""Streams of progress: Server-Sent Events for whoever shows a token that the API gave."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from http import HTTPStatus
from io import BytesIO
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import DisallowedHost, PermissionDenied
from django.core.handlers.asgi import ASGIRequest
from rest_framework.exceptions import MethodNotAllowed
from starlette.types import Receive, Scope, Send

from execution.exceptions import BadStreamToken
from execution.live import scopes
from execution.live.hub import Hub
from execution.live.subscriptions import Subscription
from execution.live.tokens import read_token
from mason.live.admission import check_place, problem_from
from mason.live.open_files import allow_open_files
from mason.live.problems import problem_response
from mason.live.stopping import called_at_stop
from mason.problem_details import Problem

type Header = tuple[bytes, bytes]

METHODS: Final = ("GET",)
RETRY_MILLISECONDS: Final = 2_000
"""After which a browser asks again that was cut off."""
OTHER_FILES: Final = 500
"""Files and connections that the process has open beside the streams."""
WAIT_SECONDS: Final = 5
"""What a client is told to wait that comes when there are too many."""
_HEADERS: Final = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    # nginx would hold the events back.
    (b"x-accel-buffering", b"no"),
)
_BEGINNING: Final = b"retry: %d\n\n" % RETRY_MILLISECONDS


class TooManyStreams(Exception):
    """The process serves as many clients as it may."""


class Streams:
    """All streams of a process, which one hub feeds; an ASGI application."""

    def __init__(self) -> None:
        self._hub = Hub()
        self._stopped = asyncio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve during the block; all streams end when the server is told to stop."""
        allow_open_files(settings.LIVE_CLIENTS + OTHER_FILES)
        async with self._hub:
            with called_at_stop(self._stopped.set):
                yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, by a stream or by a problem document."""
        request = ASGIRequest(scope, BytesIO())
        try:
            check_place(request)
            asked = self._admitted(request)
        except (DisallowedHost, PermissionDenied, MethodNotAllowed, BadStreamToken) as error:
            await problem_response(problem_from(error), METHODS)(scope, receive, send)
        except TooManyStreams:
            await _too_many(scope, receive, send)
        else:
            async with self._hub.subscribe(asked) as subscription:
                await self._serve(subscription, _cross_origin(request), receive, send)

    def _admitted(self, request: ASGIRequest) -> scopes.Scope:
        if request.method not in METHODS:
            raise MethodNotAllowed(str(request.method))
        asked = read_token(request.GET.get("token", ""))
        if len(self._hub) >= settings.LIVE_CLIENTS or self._stopped.is_set():
            raise TooManyStreams
        return asked

    async def _serve(
        self, subscription: Subscription, headers: Iterable[Header], receive: Receive, send: Send
    ) -> None:
        """Stream until the client goes, the server stops or the time is over."""
        sending = asyncio.create_task(_send_all(subscription, headers, send))
        gone = asyncio.create_task(_until_gone(receive))
        stopping = asyncio.create_task(self._stopped.wait())
        tasks: list[asyncio.Task[Any]] = [sending, gone, stopping]
        try:
            await self._until_one_ends(tasks, subscription)
        finally:
            is_gone = gone.done()
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        if is_gone:
            return
        if not sending.cancelled():
            sending.result()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _until_one_ends(
        self, tasks: Iterable[asyncio.Task[Any]], subscription: Subscription
    ) -> None:
        """Give signs of life until one of the tasks ends, or the stream's time."""
        loop = asyncio.get_running_loop()
        end = loop.time() + settings.LIVE_STREAM_SECONDS
        while (left := end - loop.time()) > 0:
            pause = min(left, settings.LIVE_HEARTBEAT_SECONDS)
            done, _ = await asyncio.wait(tasks, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
            if done:
                return
            subscription.tell_heartbeat(self._hub.heartbeat())


async def _send_all(subscription: Subscription, headers: Iterable[Header], send: Send) -> None:
    start = {"type": "http.response.start", "status": HTTPStatus.OK}
    await send({**start, "headers": [*_HEADERS, *headers]})
    await send({"type": "http.response.body", "body": _BEGINNING, "more_body": True})
    while True:
        frames = (await subscription.next_batch()).frames
        await send({"type": "http.response.body", "body": frames, "more_body": True})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


def _cross_origin(request: ASGIRequest) -> list[Header]:
    """Let the page read the answer that asks from another origin; which may was checked before."""
    origin = request.headers.get("Origin")
    if origin is None:
        return []
    return [(b"access-control-allow-origin", origin.encode("latin-1")), (b"vary", b"Origin")]


async def _too_many(scope: Scope, receive: Receive, send: Send) -> None:
    detail = "As many streams are open as this server serves: try again after a few seconds."
    problem = Problem(HTTPStatus.SERVICE_UNAVAILABLE, "too_many_streams", detail)
    response = problem_response(problem)
    response.headers["Retry-After"] = str(WAIT_SECONDS)
    await response(scope, receive, send)
