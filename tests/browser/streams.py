"""A stream of progress that a test controls: what it sends, and when it is gone."""

import json
from collections.abc import Iterator
from http import HTTPStatus
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from accounts.actors import Actor
from backlog.models import BacklogItem
from execution.admin.live.rows import rows_of

HELLO: Final = "retry: 2000\n\n"
COMMENT_SECONDS: Final = 0.1


class Stream:
    """Answers whoever connects; `opened` counts the connections that were ever made."""

    def __init__(self) -> None:
        self.opened = 0
        self.asked = 0
        self.rows: list[dict[str, Any]] = []
        self.refusal: HTTPStatus | None = None
        self._lock = Lock()
        self._listeners: list[SimpleQueue[str | None]] = []

    @property
    def listeners(self) -> int:
        """How many are connected."""
        return len(self._listeners)

    def send(self, name: str, data: dict[str, Any]) -> None:
        """Send an event to all who listen."""
        for listener in self._listeners:
            listener.put(event(name, data))

    def cut(self) -> None:
        """End all connections."""
        with self._lock:
            listeners, self._listeners = self._listeners, []
        for listener in listeners:
            listener.put(None)

    def connection(self) -> Iterator[str]:
        """Give what a new connection is sent."""
        texts: SimpleQueue[str | None] = SimpleQueue()
        with self._lock:
            self.opened += 1
            self._listeners.append(texts)
        try:
            yield HELLO + event("snapshot", {"rows": self.rows})
            while (text := _next(texts)) is not None:
                yield text
        finally:
            with self._lock:
                self._listeners = [one for one in self._listeners if one is not texts]


def _next(texts: SimpleQueue[str | None]) -> str | None:
    """Give what is to be sent: a comment now and then, which fails once nobody listens."""
    try:
        return texts.get(timeout=COMMENT_SECONDS)
    except Empty:
        return ":\n\n"


def event(name: str, data: dict[str, Any]) -> str:
    """Write an event."""
    return f"event: {name}\ndata: {json.dumps(data, cls=DjangoJSONEncoder)}\n\n"


def row_of(item: BacklogItem) -> dict[str, Any]:
    """Give the row that the stream tells of the item's progress as it is now."""
    [row] = rows_of([item.pk], Actor.operator(), timezone.now())
    of_pages = {"url", "pull_request", "seconds_left", "outcome"}
    return {name: value for name, value in row.items() if name not in of_pages}


STREAM = Stream()
"""The one that the addresses lead to; a fixture makes it anew for each test."""


def renew() -> Stream:
    """Forget all that was before."""
    STREAM.cut()
    STREAM.__init__()  # type: ignore[misc]  # the views hold this very object
    return STREAM


def lead(_request: HttpRequest) -> HttpResponseBase:
    """Answer as the API does."""
    STREAM.asked += 1
    if STREAM.refusal is not None:
        return HttpResponse(status=STREAM.refusal)
    headers = {"Location": "/live/stream?token=x", "Cache-Control": "no-store"}
    return HttpResponse(status=HTTPStatus.TEMPORARY_REDIRECT, headers=headers)


def answer(_request: HttpRequest) -> HttpResponseBase:
    """Answer as the live process does."""
    headers = {"Cache-Control": "no-store"}
    return StreamingHttpResponse(STREAM.connection(), "text/event-stream", headers=headers)
