"""Running a function in several threads at once, each on a database connection of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


def at_once[Result](functions: Sequence[Callable[[], Result]]) -> list[Result]:
    """Start all functions at the same moment and give their results in order."""
    barrier = Barrier(len(functions))

    def run(function: Callable[[], Result]) -> Result:
        try:
            connection.ensure_connection()
            barrier.wait()
            return function()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(functions)) as pool:
        return [future.result() for future in [pool.submit(run, f) for f in functions]]
