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


def somebody_waits() -> bool:
    """Tell whether another connection waits for what this one has locked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
        )
        return cursor.fetchone() is not None


def meanwhile[Result](function: Callable[[], Result]) -> Result:
    """Call the function on a database connection of its own, which is closed then."""
    try:
        return function()
    finally:
        connection.close()
