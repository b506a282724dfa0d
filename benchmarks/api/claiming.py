"""Claims without HTTP: Mason's service beside `one`, the statement through psycopg alone.

Many claimants empty a repository at the same moment; afterwards each item must have been given to
exactly one of them.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import connection

from accounts.actors import Actor
from accounts.models import APIKey
from benchmarks.api.bare.claim import ONE, STATUS_ALONE
from benchmarks.api.connecting import connect
from benchmarks.api.data import USER_ID
from benchmarks.api.rounds import Pace, in_turn
from benchmarks.api.stock import repository_with_items
from execution.services.claims import claim_for_run

CLIENTS: Final = (1, 16, 64)
LEAST: Final = 0.90
PROCESSES: Final = 4
"""Clients are threads of so many processes: one process's threads would wait for each other."""
SECONDS_TO_CONNECT: Final = 0.25
SECONDS_PER_CLIENT: Final = 0.01
"""Claimants connect before all begin at once."""
CLAIMS_A_SECOND: Final = 800
MASON: Final = "mason"
BARE: Final = "one"
ALONE: Final = "status alone"

type Claim = Callable[[], UUID | None]


@dataclass(slots=True)
class Claimed:
    """Claims in a second, items given out twice, items given to nobody."""

    rates: dict[str, float]
    doubles: int = 0
    lost: int = 0


def claimed(clients: int, pace: Pace, workers: ProcessPoolExecutor) -> Claimed:
    """Let so many clients empty one repository after the other, by each system in turn."""
    items = max(int(CLAIMS_A_SECOND * pace.seconds), clients)
    found = Claimed({})

    def rate(system: str) -> float:
        ids, seconds = _emptied(system, items, clients, workers)
        if system == MASON:
            found.doubles += len(ids) - len(set(ids))
            found.lost += items - len(set(ids))
        return len(ids) / seconds

    found.rates = in_turn(_SYSTEMS, pace.rounds, rate)
    return found


@contextmanager
def claimants() -> Iterator[ProcessPoolExecutor]:
    """Keep the processes that claim, with Django set up, for the block."""
    connection.close()
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as workers:
        # Each process is busy until all have begun, so each gets one.
        list(workers.map(time.sleep, [1.0] * PROCESSES))
        yield workers


def _emptied(
    system: str, items: int, clients: int, workers: ProcessPoolExecutor
) -> tuple[list[UUID], float]:
    repository_id = repository_with_items(items)
    begin = time.time() + SECONDS_TO_CONNECT + clients * SECONDS_PER_CLIENT
    shares = [len(range(number, clients, PROCESSES)) for number in range(PROCESSES)]
    futures = [
        workers.submit(_claimed_by_threads, system, repository_id, share, begin)
        for share in shares
        if share
    ]
    results = [future.result() for future in futures]
    ids = [item_id for part, _ in results for item_id in part]
    return ids, max(end for _, end in results) - begin


def _claimed_by_threads(
    system: str, repository_id: UUID, threads: int, begin: float
) -> tuple[list[UUID], float]:
    """Claim with so many threads until nothing is left; give the ids and the time of the end."""
    with ThreadPoolExecutor(threads) as pool:
        futures = [
            pool.submit(_claimed_by_one, system, repository_id, begin) for _ in range(threads)
        ]
        results = [future.result() for future in futures]
    return [item_id for part, _ in results for item_id in part], max(end for _, end in results)


def _claimed_by_one(system: str, repository_id: UUID, begin: float) -> tuple[list[UUID], float]:
    ids: list[UUID] = []
    with _SYSTEMS[system](repository_id) as claim:
        time.sleep(max(begin - time.time(), 0))
        while (item_id := claim()) is not None:
            ids.append(item_id)
        return ids, time.time()


@contextmanager
def _by_mason(repository_id: UUID) -> Iterator[Claim]:
    actor = Actor.agent(APIKey.objects.select_related("user").filter(user=USER_ID)[:1].get())

    def claim() -> UUID | None:
        items = claim_for_run(repository_id=repository_id, run_id=str(uuid4()), actor=actor)
        return items[0].pk if items else None

    try:
        yield claim
    finally:
        connection.close()


def _by_statement(statement: str) -> Callable[[UUID], Any]:
    @contextmanager
    def by_psycopg(repository_id: UUID) -> Iterator[Claim]:
        values = {"user_id": str(USER_ID), "api_key_id": str(uuid4()), "limit": 1}
        values |= {"repository_id": repository_id}
        with connect() as own, own.cursor() as cursor:

            def claim() -> UUID | None:
                values["run_id"] = str(uuid4())
                row = cursor.execute(statement, values).fetchone()
                return None if row is None else row[0]

            yield claim

    return by_psycopg


_SYSTEMS: Final[Mapping[str, Callable[[UUID], Any]]] = {
    BARE: _by_statement(ONE),
    ALONE: _by_statement(STATUS_ALONE),
    MASON: _by_mason,
}
