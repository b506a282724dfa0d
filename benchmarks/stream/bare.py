"""A bare ASGI function that writes what is notified to whoever listens, as Server-Sent Events.

One connection of psycopg listens while there are clients; every client gets every payload. It looks
at no token, gives no snapshot and no signs of life, and holds all that a slow client doesn't take:
the limit of a Python server.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

import psycopg

from benchmarks.api.connecting import parameters
from execution.triggers import PROGRESS_CHANNEL

type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]

APPLICATION_NAME: Final = "mason-bench-bare"
_HEADERS: Final = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]
_FIRST: Final = b"event: ready\ndata: {}\n\n"


class Listening:
    """The clients, and the connection that is there for them."""

    def __init__(self) -> None:
        self._clients: set[asyncio.Queue[bytes]] = set()
        self._following: asyncio.Task[None] | None = None
        self._begun = asyncio.Event()

    async def join(self, queue: asyncio.Queue[bytes]) -> None:
        """Add a client, who is told of all that is notified from now on."""
        self._clients.add(queue)
        if self._following is None:
            self._following = asyncio.create_task(self._follow())
        await self._begun.wait()

    def leave(self, queue: asyncio.Queue[bytes]) -> None:
        """Forget a client; with the last one the connection is closed."""
        self._clients.discard(queue)
        if not self._clients and self._following is not None:
            self._following.cancel()
            self._following = None
            self._begun.clear()

    async def _follow(self) -> None:
        given = parameters() | {"application_name": APPLICATION_NAME, "autocommit": True}
        async with await psycopg.AsyncConnection.connect(**given) as connection:
            await connection.execute(f"LISTEN {PROGRESS_CHANNEL}")
            self._begun.set()
            async for notification in connection.notifies():
                event = b"data: %b\n\n" % notification.payload.encode()
                for queue in self._clients:
                    queue.put_nowait(event)


_listening: Final = Listening()


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Answer one request by a stream."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    queue: asyncio.Queue[bytes] = asyncio.Queue()
    writing = asyncio.create_task(_write(queue, send))
    try:
        while (await receive())["type"] != "http.disconnect":
            continue
    finally:
        _listening.leave(queue)
        writing.cancel()


async def _write(queue: asyncio.Queue[bytes], send: Send) -> None:
    await _listening.join(queue)
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": _FIRST, "more_body": True})
    while True:
        await send({"type": "http.response.body", "body": await queue.get(), "more_body": True})


async def _live(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})
