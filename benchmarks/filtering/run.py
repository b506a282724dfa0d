"""Prints how long the filter takes beside what is wanted."""

import tempfile
from os import environ
from pathlib import Path
from typing import Final

from django.core.management import call_command
from django.db import connection

from benchmarks.databases import using
from benchmarks.filling import Say
from benchmarks.filtering.backlog import OPEN, make_repository
from benchmarks.filtering.judging import DECIDED, measure_judging
from benchmarks.filtering.reports import measure_report
from benchmarks.filtering.storing import measure_storing

NAME: Final = "mason_bench_filter"
FEW: Final = 200
MANY: Final = 20_000
MOST_OF_RAPIDFUZZ: Final = 3.0
LEAST_OF_COPY: Final = 0.50
MOST_GROWTH: Final = 1.5


def run(*, rounds: int, megabytes: int, many: int, say: Say) -> None:
    """Measure in a database that is made for it and dropped again."""
    _print_judging(rounds, say)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {NAME}")
    try:
        with using(NAME):
            call_command("migrate", verbosity=0)
            _print_storing(rounds, many, say)
            _print_report(megabytes, say)
            connection.close()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def _print_judging(rounds: int, say: Say) -> None:
    found = measure_judging(rounds)
    say(f"Judging 25 suggestions beside {OPEN} open and {DECIDED:,} decided items, in process")
    say(f"  Mason                             {_ms(found.mason)}")
    say(f"  Mason, words of titles not known  {_ms(found.mason_cold)}")
    for titles, seconds in (
        (OPEN, found.rapidfuzz_open),
        (OPEN + DECIDED, found.rapidfuzz_all),
    ):
        say(f"  extractOne over {titles:5,} titles      {_ms(seconds)}")
        for name, mason in (("Mason", found.mason), ("not known", found.mason_cold)):
            say(f"    {name:10} {mason / seconds:6.2f} times, at most {MOST_OF_RAPIDFUZZ:g} wanted")


def _print_storing(rounds: int, many: int, say: Say) -> None:
    repositories = {decided: make_repository(decided) for decided in (FEW, DECIDED, many)}
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    found = measure_storing(repositories, rounds)
    say(f"\nJudging and inserting 25 in one transaction, {OPEN} open items")
    for decided, storing in found.items():
        share = storing.copy / storing.mason
        say(
            f"  {decided:6,} decided: {_ms(storing.mason)}, COPY {_ms(storing.copy)},"
            f" {share:.2f} of COPY's rate, at least {LEAST_OF_COPY:.2f} wanted"
        )
    growth = found[many].mason / found[FEW].mason
    say(f"  growth from {FEW} to {many:,}: {growth:.2f}, at most {MOST_GROWTH:g} wanted")


def _print_report(megabytes: int, say: Say) -> None:
    settings = connection.settings_dict
    with tempfile.TemporaryDirectory(prefix="mason-bench-") as folder:
        found = measure_report(Path(folder), megabytes, url_of(settings["NAME"]))
    say(f"\nReviewing a SARIF report of {found.megabytes:.0f} MB, {found.findings:,} findings")
    for name, used in (("manage.py review", found.mason), ("orjson.loads", found.orjson)):
        rate = found.findings / used.seconds
        say(
            f"  {name:18} {used.seconds:6.1f} s of processor, {rate:10,.0f} findings/s,"
            f" {used.megabytes:6.0f} MB at most"
        )


def url_of(database: str) -> str:
    """The address of the server with another database."""
    address, _, _ = environ["DATABASE_URL"].rpartition("/")
    return f"{address}/{database}"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:8.2f} ms"
