"""Acting when the server is told to stop, before it waits for open requests to end."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def called_at_stop(act: Callable[[], None]) -> Iterator[None]:
    """Have the event loop call `act` once a stop signal comes during the block.

    The server's shutdown event of ASGI comes only after the last request has ended, which a stream
    never does by itself. The server's own handlers are called all the same.
    """
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in STOP_SIGNALS}

    def stop(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(act)
        handler: Any = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    for number in STOP_SIGNALS:
        signal.signal(number, stop)
        # As the event loop's own handlers have it: system calls go on.
        signal.siginterrupt(number, False)  # noqa: FBT003 - its only form
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
