"""Listeners of a hub that runs in a thread of its own, so that a test writes beside it."""

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import AsyncExitStack, contextmanager
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING, Any

from execution.live.hub import Hub
from execution.live.scopes import Scope
from execution.live.subscriptions import Subscription

if TYPE_CHECKING:
    from execution.live.events import Event

TIMEOUT_SECONDS = 60


class Listener:
    """What one listener was told, in order."""

    def __init__(self) -> None:
        self.events: Queue[Event] = Queue()

    def next(self) -> tuple[str, dict[str, Any]]:
        """Give name and data of the next event, as soon as it's there."""
        event = self.events.get(timeout=TIMEOUT_SECONDS)
        return event.name, event.data

    def rows(self) -> list[dict[str, Any]]:
        """Give the rows of the snapshot that comes next."""
        name, data = self.next()
        assert name == "snapshot", data
        rows: list[dict[str, Any]] = data["rows"]
        return rows

    def row(self) -> dict[str, Any]:
        """Give the row of the progress that comes next."""
        name, data = self.next()
        assert name == "progress", data
        return data


@contextmanager
def listening(*scopes: Scope) -> Iterator[list[Listener]]:
    """Have a listener for each scope, all at one hub."""
    listeners = [Listener() for _ in scopes]
    started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
    thread = Thread(target=lambda: asyncio.run(_listen(scopes, listeners, started)))
    thread.start()
    loop, stop = started.result(TIMEOUT_SECONDS)
    try:
        yield listeners
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


async def _listen(
    scopes: Sequence[Scope],
    listeners: Sequence[Listener],
    started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]],
) -> None:
    stop = asyncio.Event()
    async with Hub() as hub, AsyncExitStack() as stack:
        tasks = []
        for scope, listener in zip(scopes, listeners, strict=True):
            subscription = await stack.enter_async_context(hub.subscribe(scope))
            tasks.append(asyncio.create_task(_keep(subscription, listener)))
        started.set_result((asyncio.get_running_loop(), stop))
        await stop.wait()
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _keep(subscription: Subscription, listener: Listener) -> None:
    async for event in subscription:
        listener.events.put(event)
