"""Keeping a batch of lines through Mason's services, beside COPY of them into the same table."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Final

import orjson
from django.db import connection

from accounts.actors import Actor
from benchmarks.logs.data import Logged
from execution.choices import LogLevel
from execution.models import AttemptLine, ExecutionLog
from execution.services.attempt_lines import AttemptMessage, append_attempt_lines
from execution.services.logs import Line, append_lines

BATCH: Final = 100
BATCHES_OF_A_ROUND: Final = 20

_MESSAGES: Final = [f"Step {n} of the run is done: the module's tests pass" for n in range(BATCH)]
_METADATA: Final = [{"file": f"shop/part_{n}.py", "line": n} for n in range(BATCH)]


@dataclass(frozen=True, slots=True)
class Appending:
    """Median seconds of a batch: Mason's, and COPY's."""

    mason: float
    copy: float

    @property
    def share(self) -> float:
        """Mason's rate in times of COPY's."""
        return self.copy / self.mason


def measure_appending(logged: Logged, rounds: int) -> dict[str, Appending]:
    """Let the systems take turns, round by round; the first round warms up."""
    systems = _systems(logged)
    taken: dict[str, list[float]] = {name: [] for name in systems}
    for number in range(rounds + 1):
        for name, system in systems.items():
            times = [_timed(system) for _ in range(BATCHES_OF_A_ROUND)]
            if number:
                taken[name] += times
    kinds = ("remote run", "attempt")
    return {kind: Appending(median(taken[kind]), median(taken[f"{kind}, COPY"])) for kind in kinds}


def _systems(logged: Logged) -> Mapping[str, Callable[[], object]]:
    run_id, attempt_id, actor = logged.written.pk, logged.attempt.pk, Actor.operator()
    lines = [Line(text, metadata=of) for text, of in zip(_MESSAGES, _METADATA, strict=True)]
    messages = [AttemptMessage(text) for text in _MESSAGES]
    return {
        "remote run": lambda: append_lines(run_id=run_id, lines=lines, actor=actor),
        "remote run, COPY": _copying(
            f"COPY {ExecutionLog._meta.db_table}"
            " (execution_run_id, created_at, log_level, message, metadata) FROM STDIN",
            [[run_id, _now(), "info", line.message, _json(line.metadata)] for line in lines],
        ),
        "attempt": lambda: append_attempt_lines(attempt_id=attempt_id, lines=messages),
        "attempt, COPY": _copying(
            f"COPY {AttemptLine._meta.db_table} (attempt_id, created_at, log_level, message)"
            " FROM STDIN",
            [[attempt_id, _now(), LogLevel.INFO.value, text] for text in _MESSAGES],
        ),
    }


def _copying(statement: str, rows: list[list[object]]) -> Callable[[], None]:
    """Copy rows that are written out already: no program could bring them more quickly."""
    content = "".join("\t".join(map(str, row)) + "\n" for row in rows).encode()

    def copy() -> None:
        with connection.cursor() as cursor, cursor.copy(statement) as copying:
            copying.write(content)

    return copy


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _timed(system: Callable[[], object]) -> float:
    began = time.perf_counter()
    system()
    return time.perf_counter() - began
