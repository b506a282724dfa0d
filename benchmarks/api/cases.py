"""What is asked over HTTP: each list, and what agents write."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from uuid import UUID, uuid4

from benchmarks.api.data import RUN_ID
from benchmarks.api.lists import lists
from benchmarks.api.load import MARK
from benchmarks.api.requests import Request
from benchmarks.api.rounds import Pace
from benchmarks.api.stock import RUN, begun_reviews, reported_items, repository_with_items

MOST_CLAIMS_A_SECOND: Final = 2_000
"""So many items lie ready for each second of claiming over HTTP."""
MOST_SUBMISSIONS_A_SECOND: Final = 500
LINES: Final = 100
SUGGESTIONS: Final = 25
REVIEWED_A_SECOND: Final = 16
KNOWN_ITEMS: Final = 200
"""So many repositories are reviewed in a round's second, each with so many open items."""
CLAIM_LEAST: Final[Mapping[int, float]] = {1: 0.45, 16: 0.40}
WRITE_LEAST: Final[Mapping[int, float]] = {1: 0.40, 16: 0.40}
OK: Final = 200
CREATED: Final = 201


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Something to ask over HTTP, and what is wanted of it.

    `requests` gives the requests of so many clients, anew for each round. `least` is the share of
    E that is wanted for each number of clients; `times_ordinary` how many times as fast as C it
    is to be, 0 where C isn't asked. Answers to what only reads must be E's, byte for byte.
    """

    name: str
    requests: Callable[[int], Sequence[Request]]
    least: Mapping[int, float]
    times_ordinary: float = 0.0
    reads: bool = False
    statuses: Sequence[int] = (OK, CREATED)


def reading_cases() -> Iterator[Case]:
    """Give the lists."""
    for each in lists():
        yield Case(
            name=each.name,
            requests=_always(each.request),
            least=each.least,
            times_ordinary=each.times_ordinary,
            reads=True,
            statuses=(OK,),
        )


def writing_cases(pace: Pace) -> Iterator[Case]:
    """Give what agents write; for rounds of this length enough lies ready."""
    items = int(MOST_CLAIMS_A_SECOND * pace.seconds) + 100
    yield Case(name="claim", requests=lambda clients: _claims(clients, items), least=CLAIM_LEAST)
    yield Case(
        name="25 suggestions",
        requests=lambda clients: _submissions(clients, pace.seconds),
        least=WRITE_LEAST,
    )
    yield Case(name="100 log lines", requests=_always(_log_lines()), least=WRITE_LEAST)
    yield Case(name="progress", requests=_reports, least=WRITE_LEAST)


def _always(request: Request) -> Callable[[int], Sequence[Request]]:
    return lambda clients: [request] * clients


def _claims(clients: int, items: int) -> Sequence[Request]:
    repository_id = str(repository_with_items(items))
    body = {"repository_id": repository_id, "run_id": f"{uuid4()}-{MARK.decode()}"}
    return [Request(method="POST", target="/api/v1/backlog/claim", body=body)] * clients


def _submissions(clients: int, seconds: float) -> Sequence[Request]:
    runs = int(MOST_SUBMISSIONS_A_SECOND * seconds) + 100
    repositories = int(REVIEWED_A_SECOND * seconds) + 1
    before = begun_reviews(runs, repositories=repositories, items=KNOWN_ITEMS)
    target = f"/api/v1/analysis-runs/{before}{MARK.decode()}/suggestions"
    body = {"suggestions": [_suggestion(number) for number in range(SUGGESTIONS)]}
    return [Request(method="POST", target=target, body=body)] * clients


def _suggestion(number: int) -> dict[str, Any]:
    """Give one that is like none before it: each word of its title has the request's number."""
    title = " ".join(f"{word}{number}x{MARK.decode()}" for word in ("Read", "prices", "once"))
    problem = f"load_{number}() reads the list of prices again for each line of an order."
    return {
        "title": title,
        "problem": problem,
        "solution": f"Read it once in shop/part_{number}.py and hand it to load_{number}().",
        "area": "backend",
        "type": "backend",
        "complexity": 2,
        "impact_score": 1 + number % 10,
        "effort_score": 1 + number % 7,
    }


def _log_lines() -> Request:
    entries = [_line(number) for number in range(LINES)]
    body = {"execution_run_id": str(RUN_ID), "entries": entries}
    return Request(method="POST", target="/api/v1/execution-logs", body=body)


def _line(number: int) -> dict[str, Any]:
    message = f"Step {number} of the run is done: the tests of the module pass"
    return {"log_level": "info", "message": message, "metadata": {"line": number}}


def _reports(clients: int) -> Sequence[Request]:
    return [_report(item_id) for item_id in _reported()[:clients]]


@cache
def _reported() -> list[UUID]:
    return reported_items()


def _report(item_id: UUID) -> Request:
    body = {
        "item_id": str(item_id),
        "run_id": RUN,
        "current_phase": "building",
        "current_task": f"Task {MARK.decode()} of the wave",
        "tasks_completed": 3,
        "tasks_total": 8,
        "lines_changed": 120,
    }
    return Request(method="POST", target="/api/v1/execution-progress", body=body)
