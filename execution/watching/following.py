"""Following executions until somebody has seen enough."""

import asyncio
import signal
from contextlib import suppress

from execution.live.hub import Hub
from execution.live.scopes import Scope
from execution.live.subscriptions import Subscription
from execution.watching.displays import Display


def follow(scope: Scope, display: Display, *, once: bool = False) -> None:
    """Show what is going on within the scope, and what changes, until Ctrl-C or SIGTERM.

    With `once` it ends after the first snapshot.
    """
    with suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(_follow(scope, display, once=once))


async def _follow(scope: Scope, display: Display, *, once: bool) -> None:
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - a coroutine that runs is a task's
    for number in (signal.SIGINT, signal.SIGTERM):
        # Also where a shell handed an ignored one down.
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    async with (
        Hub(on_loss=display.lost) as hub,
        hub.subscribe(scope) as listener,
    ):
        await _show_next(listener, display)
        while not once:
            await _show_next(listener, display)


async def _show_next(listener: Subscription, display: Display) -> None:
    """Show what comes next, or how things are when the display has waited long enough."""
    with suppress(TimeoutError):
        batch = await asyncio.wait_for(listener.next_batch(), display.patience)
        for event in batch.events:
            display.take(event)
    display.refresh()
