"""The threads that database work is done in: few, and each keeps its connection."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from threading import Barrier
from typing import Final

from django.db import close_old_connections, connections

THREADS: Final = 4


class Threads:
    """Runs functions beside the event loop; more than THREADS at once wait for their turn."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="database")

    async def run[**P, T](
        self, function: Callable[P, T], *arguments: P.args, **options: P.kwargs
    ) -> T:
        """Return what the function returns in one of the threads."""
        call = partial(function, *arguments, **options)
        return await asyncio.get_running_loop().run_in_executor(self._pool, _healthy, call)

    def close(self) -> None:
        """Wait for what still runs, then close every thread's connection."""
        everyone = Barrier(THREADS)
        for _ in range(THREADS):
            self._pool.submit(_close_connections, everyone)
        self._pool.shutdown()


def _healthy[T](call: Callable[[], T]) -> T:
    """Do as Django does around a request: look at a lasting connection before it is used again."""
    close_old_connections()
    try:
        return call()
    finally:
        close_old_connections()


def _close_connections(everyone: Barrier) -> None:
    # Nobody goes on before all have come: so each thread of the pool does it once.
    everyone.wait()
    connections.close_all()


@contextmanager
def running_threads() -> Iterator[Threads]:
    """Have the threads for the block."""
    threads = Threads()
    try:
        yield threads
    finally:
        threads.close()
