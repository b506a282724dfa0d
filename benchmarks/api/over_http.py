"""What is asked over HTTP: Mason beside E and C, each served by a process of its own."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from typing import Final

from benchmarks.api.bare.plan import Reading, write_plan
from benchmarks.api.cases import Case
from benchmarks.api.data import USER
from benchmarks.api.keys import keys_of
from benchmarks.api.lists import List, lists
from benchmarks.api.requests import Answer, Request, ask
from benchmarks.api.rounds import Pace, WrongAnswer, in_turn, rate
from benchmarks.api.servers import running_bare, running_mason, running_ordinary
from benchmarks.api.table import Line
from benchmarks.filling import Say

MASON: Final = "mason"
BARE: Final = "E"
ORDINARY: Final = "C"
MOST_CLIENTS: Final = 16
WARM_SHARE: Final = 0.25
_MISSING: Final = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)


@dataclass(slots=True)
class Systems:
    """The running servers: the port of each by its name."""

    ports: dict[str, int]

    def ask(self, system: str, request: Request) -> Answer:
        """Ask a system once."""
        return ask(self.ports[system], request, keys_of(USER, 1)[0])


@contextmanager
def running_systems(database: str) -> Iterator[Systems]:
    """Serve Mason, C and E, which is told what Mason's lists look like, for the block."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        systems = Systems({MASON: stack.enter_context(running_mason(database))})
        systems.ports[ORDINARY] = stack.enter_context(running_ordinary(database))
        plan = folder / "plan.json"
        write_plan(plan, _readings(systems))
        systems.ports[BARE] = stack.enter_context(running_bare(database, plan))
        yield systems


def _readings(systems: Systems) -> dict[str, Reading]:
    answers = ((each, systems.ask(MASON, each.request)) for each in lists())
    return {
        each.request.target: each.reading(answer)
        for each, answer in answers
        if answer.status == HTTPStatus.OK and _has_rows(each, answer)
    }


def _has_rows(each: List, answer: Answer) -> bool:
    return bool(answer.json.get(each.member))


def lines(systems: Systems, cases: Iterable[Case], pace: Pace, say: Say) -> Iterator[Line]:
    """Measure each case at each number of clients; says which Mason doesn't have or gets wrong."""
    for case in cases:
        remark = _unmeasurable(systems, case)
        if remark:
            say(f"{case.name:30} {remark}")
            continue
        for clients in case.least:
            try:
                yield _line(systems, case, clients, pace)
            except WrongAnswer as wrong:
                say(f"{case.name:30} {clients:7} {wrong}")


def _unmeasurable(systems: Systems, case: Case) -> str:
    """Say why a case can't be measured; nothing where it can."""
    answer = systems.ask(MASON, case.requests(1)[0])
    if answer.status in _MISSING:
        return "no such route yet"
    if answer.status not in case.statuses:
        return f"Mason answers {answer.status}: {answer.body[:200].decode()}"
    bare = systems.ask(BARE, case.requests(1)[0])
    if case.reads and bare.status == HTTPStatus.NOT_FOUND:
        return "no rows of this size"
    if bare.status not in case.statuses:
        return f"E answers {bare.status}: {bare.body[:200].decode()}"
    return ""


def _line(systems: Systems, case: Case, clients: int, pace: Pace) -> Line:
    asked = [MASON, BARE, *([ORDINARY] if case.times_ordinary else [])]
    for system in asked:
        _rate(systems, system, case, clients, pace.seconds * WARM_SHARE)
    rates = in_turn(
        asked,
        pace.rounds,
        lambda system: _rate(systems, system, case, clients, pace.seconds),
    )
    return Line(
        name=case.name,
        clients=clients,
        mason=rates[MASON],
        reference=rates[BARE],
        least=case.least[clients],
        ordinary=rates.get(ORDINARY, 0.0),
        times=case.times_ordinary,
        faults=_faults(systems, case),
    )


def _faults(systems: Systems, case: Case) -> tuple[str, ...]:
    if not case.reads:
        return ()
    request = case.requests(1)[0]
    same = systems.ask(MASON, request).body == systems.ask(BARE, request).body
    return () if same else ("E's bytes differ",)


def _rate(systems: Systems, system: str, case: Case, clients: int, seconds: float) -> float:
    requests = [_as_ordinary(r) if system == ORDINARY else r for r in case.requests(clients)]
    length = len(systems.ask(system, requests[0]).body) if case.reads else None
    return rate(
        systems.ports[system],
        [request.text(key) for request, key in zip(requests, keys_of(USER, clients), strict=True)],
        seconds,
        statuses=case.statuses,
        length=length,
    )


def _as_ordinary(request: Request) -> Request:
    """Give the same question as C takes it: it has one list of items for all."""
    target = request.target.replace("/backlog/next?", "/backlog?status=approved&")
    return replace(request, target=target)


def shared_key(systems: Systems, request: Request, pace: Pace) -> Sequence[float]:
    """Give Mason's answers in a second to 16 clients with different keys, and with one."""
    keys = {
        "different": keys_of(USER, MOST_CLIENTS),
        "one": keys_of(USER, 1) * MOST_CLIENTS,
    }
    rates = in_turn(
        keys,
        pace.rounds,
        lambda which: rate(
            systems.ports[MASON], [request.text(key) for key in keys[which]], pace.seconds
        ),
    )
    return rates["different"], rates["one"]
