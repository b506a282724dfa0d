"""The whole of the API's benchmark, part after part."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Final

from benchmarks.api import authenticating, claiming
from benchmarks.api.cases import reading_cases, writing_cases
from benchmarks.api.data import add_rows
from benchmarks.api.lists import REPOSITORY
from benchmarks.api.over_http import MOST_CLIENTS, Systems, lines, running_systems, shared_key
from benchmarks.api.requests import Request
from benchmarks.api.rounds import Pace
from benchmarks.api.servers import database_url, environment
from benchmarks.api.stock import take_stock_away
from benchmarks.api.table import Line, print_header, print_line
from benchmarks.databases import prepare, using
from benchmarks.filling import Say

ONE_KEY_LEAST: Final = 0.5
_ONE_ITEM: Final = "/api/v1/backlog/next?limit=1&repository_id="
_AGENT_ITSELF: Final = "/api/v1/users/me"
OK: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How big, how long, and which cases: those with `only` in their name."""

    items: int
    keys: int
    pace: Pace
    only: str = ""


def run(options: Options, say: Say) -> list[Line]:
    """Fill, measure and print; give the lines."""
    database = prepare(options.items, say)
    add_rows(database, options.keys, say)
    say(f"\nThe API with {options.items:,} items and {options.keys:,} keys; medians of rounds.")
    with using(database), environment({"DATABASE_URL": database_url(database)}):
        try:
            return list(_told(_all_lines(database, options, say), say))
        finally:
            take_stock_away()


def _all_lines(database: str, options: Options, say: Say) -> Iterator[Line]:
    with running_systems(database) as systems:
        yield from _http_lines(systems, options, say)
    if options.only in "authentication":
        print_header("Checking a key, in process", {"reference": "raw"}, say)
        yield _authentication(options)
    if options.only in "claim in SQL":
        print_header("Claiming, in process", {"reference": "one"}, say)
        with claiming.claimants() as workers:
            yield from _claims(options.pace, workers)


def _http_lines(systems: Systems, options: Options, say: Say) -> Iterator[Line]:
    print_header("Over HTTP", {"reference": "E", "ordinary": "C"}, say)
    cases = [*reading_cases(), *writing_cases(options.pace)]
    chosen = [case for case in cases if options.only in case.name]
    yield from lines(systems, chosen, options.pace, say)
    if options.only in "one key":
        print_header(
            "16 clients, with different keys and with one", {"reference": "different"}, say
        )
        yield _shared_key(systems, options.pace)


def _shared_key(systems: Systems, pace: Pace) -> Line:
    request = Request(target=_AGENT_ITSELF)
    if systems.ask("mason", request).status != OK:
        request = Request(target=f"{_ONE_ITEM}{REPOSITORY['repository_id']}")
    different, one = shared_key(systems, request, pace)
    return Line(
        name="one key",
        clients=MOST_CLIENTS,
        mason=one,
        reference=different,
        least=ONE_KEY_LEAST,
    )


def _authentication(options: Options) -> Line:
    rates = authenticating.authenticated(options.keys, options.pace)
    mason, raw = rates[authenticating.MASON], rates[authenticating.RAW]
    return Line(
        name="authentication",
        clients=1,
        mason=mason,
        reference=raw,
        least=authenticating.LEAST,
    )


def _claims(pace: Pace, workers: ProcessPoolExecutor) -> Iterator[Line]:
    for clients in claiming.CLIENTS:
        found = claiming.claimed(clients, pace, workers)
        counts = {"doubles": found.doubles, "lost": found.lost}
        faults = tuple(f"{count} {name}" for name, count in counts.items() if count)
        for reference, least in ((claiming.BARE, claiming.LEAST), (claiming.ALONE, 0.0)):
            yield Line(
                name=f"claim in SQL, of {reference}",
                clients=clients,
                mason=found.rates[claiming.MASON],
                reference=found.rates[reference],
                least=least,
                faults=faults,
            )


def _told(measured: Iterator[Line], say: Say) -> Iterator[Line]:
    for line in measured:
        print_line(line, say)
        yield line
