"""How long pages take, asked of Django's test client: no network, the whole of the application."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.databases import using

ENOUGH_SECONDS: Final = 5.0
"""A page that takes so long isn't asked for again."""
OK: Final = 200


class PageFailed(Exception):
    """A page that doesn't answer as it should can't be measured."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page over one of the databases, asked for by somebody who is signed in there."""

    database: str
    client: Client
    url: str


@dataclass(frozen=True, slots=True)
class Measured:
    """The median time of a page, its size in bytes, and what it asked of the database."""

    seconds: float
    size: int
    queries: int
    whole_counts: int
    """Queries that count a table without a condition or a limit."""


def measure(pages: Sequence[Page], *, times: int) -> list[Measured]:
    """Measure pages in turn, so that what else the machine does falls on all of them alike.

    Each is asked for once to warm up and to look at its queries. Raises PageFailed.
    """
    looks = [_looked_at(page) for page in pages]
    seconds = [[look.seconds] if look.seconds > ENOUGH_SECONDS else [] for look in looks]
    for _ in range(times):
        for page, look, taken in zip(pages, looks, seconds, strict=True):
            if look.seconds <= ENOUGH_SECONDS:
                taken.append(_timed(page))
    return [
        Measured(median(taken), look.size, look.queries, look.whole_counts)
        for look, taken in zip(looks, seconds, strict=True)
    ]


def _looked_at(page: Page) -> Measured:
    with using(page.database):
        reset_queries()
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            answer = page.client.get(page.url)
        took = time.perf_counter() - began
        statements = [query["sql"].upper() for query in queries.captured_queries]
    if answer.status_code != OK:
        raise PageFailed(f"{page.url} answered {answer.status_code}")
    counts = sum(map(_counts_all, statements))
    return Measured(took, len(answer.content), len(statements), counts)


def _timed(page: Page) -> float:
    with using(page.database):
        began = time.perf_counter()
        page.client.get(page.url)
        return time.perf_counter() - began


def _counts_all(sql: str) -> bool:
    return "COUNT(" in sql and "WHERE" not in sql and "LIMIT" not in sql
