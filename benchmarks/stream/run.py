"""Prints what listening costs, and how fast and how surely listeners are told."""

from collections.abc import Mapping
from dataclasses import dataclass
from os import getloadavg
from typing import Final

from django.core.management import call_command
from django.db import connection

from benchmarks.api.rounds import Pace
from benchmarks.api.servers import database_url, environment
from benchmarks.databases import using
from benchmarks.filling import Say
from benchmarks.stream.place import make_items
from benchmarks.stream.reports import NOTIFYING, SILENT, UNSENT, WRITERS, measure_reports
from benchmarks.stream.streams import Load, Streaming, measure_streams
from benchmarks.stream.systems import BARE, MASON, running_systems

NAME: Final = "mason_bench_stream"
ITEMS: Final = 64
REPORTS_A_SECOND: Final = 50
LEAST_OF_SILENT: Final = 0.25
ENOUGH_SECONDS: Final = 0.150
LONGER: Final = 2.5
"""How many times as long a round with many clients is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """At most so many times the bare stream's; a p99 below `enough` seconds is right anyhow."""

    p50: float | None
    p99: float
    enough: float = 0.0


FOR_ONE: Final = Wanted(p50=1.2, p99=1.5)
FOR_MANY: Final = Wanted(p50=None, p99=1.5, enough=ENOUGH_SECONDS)


def run(*, clients: int, pace: Pace, say: Say) -> None:
    """Measure in a database that is made for it and dropped again."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {NAME}")
    try:
        with using(NAME), environment({"DATABASE_URL": database_url(NAME)}):
            call_command("migrate", verbosity=0)
            _measure(clients, pace, say)
            connection.close()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def _measure(clients: int, pace: Pace, say: Say) -> None:
    items = make_items(ITEMS)
    say(f"Reports of progress by {WRITERS} writers, while a hub listens")
    _print_reports(measure_reports(items, pace), say)
    with running_systems(NAME) as systems:
        for number, wanted, longer in ((1, FOR_ONE, 1.0), (clients, FOR_MANY, LONGER)):
            load = Load(clients=number, rate=REPORTS_A_SECOND, seconds=longer * pace.seconds)
            say(f"\nFrom COMMIT to {number} client(s), {load.rate} reports a second")
            _print_streams(measure_streams(systems, items, load, pace.rounds), wanted, say)


def _print_reports(rates: Mapping[str, float], say: Say) -> None:
    for name, rate in rates.items():
        share = f"{rate / rates[SILENT]:.2f} of those without"
        least = f", at least {LEAST_OF_SILENT:.2f} wanted" if name == NOTIFYING else ""
        say(f"  {name:30} {rate:8,.0f} reports/s, {share}{least}")
    with_all, unsent, silent = (1e6 / rates[name] for name in (NOTIFYING, UNSENT, SILENT))
    say(
        f"  {with_all - silent:.0f} us of {with_all:.0f} us a report: {unsent - silent:.0f} us"
        f" make the payload, {with_all - unsent:.0f} us notify it"
    )
    _print_machine(say)


def _print_streams(found: Mapping[str, Streaming], wanted: Wanted, say: Say) -> None:
    for name, one in found.items():
        faults = ", ".join(f"{count} {fault}" for fault, count in one.faults.items())
        say(
            f"  {name:6} p50 {_ms(one.median_of('p50'))}, p99 {_ms(one.median_of('p99'))};"
            f" {one.sum_of('told'):,} arrived, {one.sum_of('replaced'):,} replaced by later ones,"
            f" {faults or 'nothing lost'}; clients' processor {one.median_of('busy'):.0%}"
        )
    for name in ("p50", "p99"):
        mason, bare = (found[system].median_of(name) for system in (MASON, BARE))
        say(f"  {name} {mason / bare:.2f} times the bare one's{_wanted(wanted, name)}")
    _print_machine(say)


def _wanted(wanted: Wanted, name: str) -> str:
    most = getattr(wanted, name)
    if most is None:
        return ""
    enough = f", or {_ms(wanted.enough).strip()}" if wanted.enough else ""
    return f", at most {most:g} wanted{enough}"


def _print_machine(say: Say) -> None:
    say(f"  (load of the machine {getloadavg()[0]:.1f})")


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:7.2f} ms"
