"""Ending a command in good order when a signal says so."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def stopped_by_signals(stop: Callable[[], None]) -> Iterator[list[int]]:
    """Call `stop` in the main thread at the first signal during the block; later ones do nothing.

    Gives the numbers of the signals that came.
    """
    came: list[int] = []

    def heed(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        if len(came) == 1:
            stop()

    former = {one: signal.signal(one, heed) for one in STOP_SIGNALS}
    try:
        yield came
    finally:
        for one, handler in former.items():
            signal.signal(one, handler)
