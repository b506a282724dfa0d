"""How long a report takes from its commit to those who listen, and whether all of them get it."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any, Final
from uuid import UUID

from benchmarks.stream.place import last_reports, tidy
from benchmarks.stream.processes import CLIENTS, WRITING, dsn, spoken
from benchmarks.stream.systems import SYSTEMS, Running, wait_until_nobody_listens

SECONDS_TO_BEGIN: Final = 0.2
SECONDS_TO_ARRIVE: Final = 30.0
"""How long the last reports are waited for at most."""
QUIET_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """So many clients, and reports in a second for so long."""

    clients: int
    rate: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Streamed:
    """One system in one round; seconds from when a COMMIT was sent to when a client had it."""

    p50: float
    p99: float
    told: int
    """Reports times clients that arrived."""
    replaced: int
    """Those in whose place a later report of the same item came at once."""
    faults: Counter[str]
    busy: float
    """The clients' own share of a processor."""


@dataclass(slots=True)
class Streaming:
    """All rounds of a system."""

    rounds: list[Streamed] = field(default_factory=list)

    def median_of(self, name: str) -> float:
        """Give the median of the rounds."""
        return median(float(getattr(one, name)) for one in self.rounds)

    def sum_of(self, name: str) -> int:
        """Give the sum over the rounds."""
        return sum(int(getattr(one, name)) for one in self.rounds)

    @property
    def faults(self) -> Counter[str]:
        """What went wrong, how often."""
        return sum((one.faults for one in self.rounds), Counter[str]())


def measure_streams(
    systems: Running, items: Sequence[UUID], load: Load, rounds: int
) -> dict[str, Streaming]:
    """Let the systems take turns; every other round goes backwards."""
    found = {system: Streaming() for system in SYSTEMS}
    for number in range(rounds):
        for system in SYSTEMS[:: -1 if number % 2 else 1]:
            found[system].rounds.append(_stream(systems, system, items, load))
    return found


def _stream(systems: Running, system: str, items: Sequence[UUID], load: Load) -> Streamed:
    wait_until_nobody_listens()
    tidy()
    first = _first_number(len(items))
    with spoken(CLIENTS) as (clients,), spoken(WRITING) as (writer,):
        target = systems.target(system)
        counts = {"clients": load.clients, "items": len(items)}
        clients.tell({"port": systems.ports[system], "target": target, **counts})
        clients.line()
        writer.tell(_task(items, first, load))
        written = writer.answer()
        time.sleep(QUIET_SECONDS)
        clients.tell({"last": first + written["reports"] - 1, "seconds": SECONDS_TO_ARRIVE})
        seen = clients.answer()
    return _judged(first, written["committing"], seen, last_reports(list(items)))


def _first_number(items: int) -> int:
    """Give a number that no earlier round reached, of the first item."""
    return time.monotonic_ns() // 1_000_000 // items * items


def _task(items: Sequence[UUID], first: int, load: Load) -> dict[str, Any]:
    return {
        "dsn": dsn(),
        "items": [str(one) for one in items],
        "first": first,
        "begin": time.monotonic() + SECONDS_TO_BEGIN,
        "seconds": load.seconds,
        "rate": load.rate,
    }


def _judged(
    first: int, committing: Sequence[float], seen: dict[str, Any], stored: Sequence[int]
) -> Streamed:
    took, replaced = [], 0
    clients = len(seen["last"])
    for number, committed in enumerate(committing, first):
        arrived = seen["times"].get(str(number), [-1.0] * clients)
        here = [moment - committed for moment in arrived if moment >= 0]
        took += here
        replaced += clients - len(here)
    faults = Counter(ended=seen["ended"])
    for last in seen["last"]:
        reported = [place for place, number in enumerate(stored) if number >= first]
        faults["lost"] += sum(last[place] != stored[place] for place in reported)
    cuts = quantiles(took, n=100) if len(took) > 1 else took * 99
    return Streamed(cuts[49], cuts[98], len(took), replaced, +faults, seen["busy"])
