"""A bare ASGI function that writes what is notified to whoever listens, as Server-Sent Events.

One connection of psycopg listens; every client gets every payload. It looks at no token, gives no
snapshot and no signs of life, and holds all that a slow client doesn't take: the limit of a Python
server.
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

_HEADERS: Final = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]
_FIRST: Final = b"event: ready\ndata: {}\n\n"

_clients: Final[set[asyncio.Queue[bytes]]] = set()


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Answer one request by a stream, or listen as long as the server lives."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    queue: asyncio.Queue[bytes] = asyncio.Queue()
    _clients.add(queue)
    writing = asyncio.create_task(_write(queue, send))
    try:
        while (await receive())["type"] != "http.disconnect":
            continue
    finally:
        _clients.discard(queue)
        writing.cancel()


async def _write(queue: asyncio.Queue[bytes], send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": _FIRST, "more_body": True})
    while True:
        await send({"type": "http.response.body", "body": await queue.get(), "more_body": True})


async def _live(receive: Receive, send: Send) -> None:
    await receive()
    async with await psycopg.AsyncConnection.connect(**parameters(), autocommit=True) as connection:
        await connection.execute(f"LISTEN {PROGRESS_CHANNEL}")
        listening = asyncio.create_task(_listen(connection))
        await send({"type": "lifespan.startup.complete"})
        await receive()
        listening.cancel()
    await send({"type": "lifespan.shutdown.complete"})


async def _listen(connection: psycopg.AsyncConnection[Any]) -> None:
    async for notification in connection.notifies():
        event = b"data: %b\n\n" % notification.payload.encode()
        for queue in _clients:
            queue.put_nowait(event)
