"""Prints how many items workers carry out in a minute, and what of the time is the engine's own."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from accounts.actors import Actor
from accounts.models import GitHubRepository
from benchmarks.databases import using
from benchmarks.engine.place import Place, Spent
from benchmarks.filling import Say
from benchmarks.filtering.run import url_of
from execution.choices import AttemptStatus
from execution.models import Attempt, ExecutionRun
from execution.services.planning import plan_run

NAME: Final = "mason_bench_engine"
WORKERS: Final = (1, 4)
LOOKS_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class Executed:
    """So many items by so many workers: seconds from the plan to the end, and of all attempts."""

    workers: int
    items: int
    seconds: float
    of_attempts: float
    spent: Spent

    @property
    def own_share(self) -> float:
        """The share of the attempts' time in which neither git, agent nor validation ran."""
        outside = self.spent.git + self.spent.agents + self.spent.validations
        return 1 - outside / self.of_attempts


def run(*, items: int, say: Say) -> None:
    """Measure in a database that is made for it and dropped again."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {NAME}")
    try:
        with using(NAME):
            call_command("migrate", verbosity=0)
            say(f"{items} items of 4 tasks and a validation, agents that do nothing")
            for workers in WORKERS:
                _tell(measure(items, workers), say)
            connection.close()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def measure(items: int, workers: int) -> Executed:
    """Have workers carry the items out, one item at a time each."""
    with tempfile.TemporaryDirectory(prefix="mason-bench-") as folder:
        place = Place(Path(folder))
        repository = place.make_items(items)
        with _workers(workers, Path(folder), place.environment):
            began = time.monotonic()
            planned = _carried_out(repository)
            seconds = time.monotonic() - began
        return Executed(workers, items, seconds, _of_attempts(planned), place.take_notes())


def _carried_out(repository: GitHubRepository) -> ExecutionRun:
    planned = plan_run(repository=repository, actor=Actor.operator()).run
    ended = ExecutionRun.objects.filter(pk=planned.pk).exclude(completed_at=None)
    while not ended.exists():
        time.sleep(LOOKS_SECONDS)
    return planned


def _of_attempts(run: ExecutionRun) -> float:
    rows = Attempt.objects.filter(run=run, status=AttemptStatus.SUCCEEDED)
    times = [
        (completed - started).total_seconds()
        for started, completed in rows.values_list("started_at", "completed_at")
        if started and completed
    ]
    if len(times) != run.item_count:
        raise SystemExit(f"Only {len(times)} of {run.item_count} items were completed.")
    return sum(times)


@contextmanager
def _workers(number: int, folder: Path, environment: Mapping[str, str]) -> Iterator[None]:
    """Run workers as if each was on a machine of its own; the block begins when they are ready."""
    processes = []
    for place in range(number):
        own = {"EXECUTION_DIR": str(folder / f"machine-{place}"), "DATABASE_URL": url_of(NAME)}
        process = subprocess.Popen(
            [sys.executable, "manage.py", "worker", "--at-once", "1"],
            cwd=settings.BASE_DIR,
            env={**environment, **own},
            stdout=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
    try:
        for process in processes:
            if process.stdout is not None:
                process.stdout.readline()
        yield
    finally:
        for process in processes:
            process.send_signal(SIGTERM)
            process.communicate()


def _tell(found: Executed, say: Say) -> None:
    rate = found.items / found.seconds * 60
    each = found.of_attempts / found.items
    parts = {
        "git": found.spent.git,
        "agents": found.spent.agents,
        "validation": found.spent.validations,
    }
    shares = ", ".join(
        f"{name} {seconds / found.of_attempts:.0%}" for name, seconds in parts.items()
    )
    say(
        f"  {found.workers} worker(s): {rate:5.0f} items/minute, {each:.2f} s an item;"
        f" {shares}, the engine's own {found.own_share:.0%}"
    )
