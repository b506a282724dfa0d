"""Prints how fast logs are kept and read beside what is wanted."""

import time
from typing import Final

from django.core.management import call_command
from django.db import connection

from benchmarks.databases import using
from benchmarks.filling import Say
from benchmarks.logs.appending import BATCH, measure_appending
from benchmarks.logs.data import Logged, fill
from benchmarks.logs.reading import LINES, measure_reading

NAME: Final = "mason_bench_logs"
LEAST_OF_COPY: Final = 0.75
MOST_OF_RAW: Final = 1.3
MOST_OF_NEWEST: Final = 1.2


def run(*, rounds: int, lines: int, lines_of_run: int, say: Say) -> None:
    """Measure in a database that is made for it and dropped again."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {NAME}")
    try:
        with using(NAME):
            call_command("migrate", verbosity=0)
            began = time.monotonic()
            logged = fill(lines, lines_of_run)
            say(f"{lines:,} lines in {time.monotonic() - began:.0f} s")
            _print_appending(logged, rounds, say)
            _print_reading(logged, rounds, say)
            connection.close()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def _print_appending(logged: Logged, rounds: int, say: Say) -> None:
    say(f"\nKeeping {BATCH} lines")
    for kind, found in measure_appending(logged, rounds).items():
        say(
            f"  of {kind:10} {_ms(found.mason)}, COPY {_ms(found.copy)},"
            f" {found.share:.2f} of COPY's rate, at least {LEAST_OF_COPY} wanted"
        )


def _print_reading(logged: Logged, rounds: int, say: Say) -> None:
    found = measure_reading(logged, rounds)
    say(f"\nReading {LINES} lines of a run of {logged.read.logs.count():,}, the newest")
    say(f"  raw query     {_ms(found.raw)}")
    times = found.newest / found.raw
    say(f"  API's list    {_ms(found.newest)}, {times:.2f} times, at most {MOST_OF_RAW} wanted")
    times = found.deep / found.newest
    say(
        f"  deep page     {_ms(found.deep)}, {times:.2f} times the newest,"
        f" at most {MOST_OF_NEWEST} wanted"
    )
    say(f"  admin's tail  {_ms(found.tail)}, the query's making included")


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:7.3f} ms"
