"""Judging and inserting a batch in one transaction, beside COPY of the rows that it made."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from accounts.actors import Actor
from accounts.models import GitHubRepository
from backlog.models import AnalysisRun, BacklogItem, FilteredItem, Fingerprint, Judgement
from backlog.modes import ReviewMode
from backlog.services.storing import store
from benchmarks.filtering.backlog import batch

_TABLES: Final[tuple[type[Any], ...]] = (BacklogItem, FilteredItem, Judgement, Fingerprint)
"""In the order in which their rows refer to each other."""


@dataclass(frozen=True, slots=True)
class Storing:
    """Median seconds of a batch: stored by Mason, and its rows copied."""

    mason: float
    copy: float


def measure_storing(repositories: dict[int, GitHubRepository], rounds: int) -> dict[int, Storing]:
    """Store batches in each repository in turn; what they made is copied, and taken away again."""
    taken: dict[int, list[tuple[float, float]]] = {decided: [] for decided in repositories}
    for number in range(rounds + 1):
        for decided, repository in repositories.items():
            times = _round(repository, f"{decided} {number}")
            if number:  # the first one warms up
                taken[decided].append(times)
    return {
        decided: Storing(*(median(column) for column in zip(*rows, strict=True)))
        for decided, rows in taken.items()
    }


def _round(repository: GitHubRepository, seed: str) -> tuple[float, float]:
    run = AnalysisRun.objects.create(repository=repository, user_id=repository.user_id)
    given = batch(seed)
    began = time.perf_counter()
    with transaction.atomic():
        store(
            run=run,
            repository_id=repository.pk,
            mode=ReviewMode.parse("full"),
            suggestions=given,
            actor=Actor.operator(),
        )
    mason = time.perf_counter() - began
    rows = list(_taken_out(run.pk))
    _delete(run.pk)
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for statement, content in rows:
            with cursor.copy(statement) as copy:
                copy.write(content)
    copied = time.perf_counter() - began
    _delete(run.pk)
    return mason, copied


def _taken_out(run_id: UUID) -> Iterator[tuple[str, bytes]]:
    """Give the rows of a run, table by table, with the statement that copies them in."""
    for model in _TABLES:
        columns = ", ".join(
            str(field.column) for field in model._meta.concrete_fields if not field.generated
        )
        table = model._meta.db_table
        rows = f"SELECT {columns} FROM {table} WHERE {_of_run(model)}"  # noqa: S608 - constants
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY ({rows}) TO STDOUT", [run_id] * _marks(model)) as copy,
        ):
            content = b"".join(bytes(part) for part in copy)
        yield f"COPY {table} ({columns}) FROM STDIN", content


def _delete(run_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for model in reversed(_TABLES):
            statement = f"DELETE FROM {model._meta.db_table} WHERE {_of_run(model)}"  # noqa: S608 - constants
            cursor.execute(statement, [run_id] * _marks(model))
        cursor.execute("SET session_replication_role = origin")


def _of_run(model: type[Any]) -> str:
    """The condition that a row belongs to a run, whose id is its parameter."""
    if model in {BacklogItem, FilteredItem}:
        return "analysis_run_id = %s"
    return " OR ".join(
        f"{column} IN (SELECT id FROM {table._meta.db_table} WHERE analysis_run_id = %s)"  # noqa: S608 - constants
        for column, table in (("item_id", BacklogItem), ("filtered_item_id", FilteredItem))
    )


def _marks(model: type[Any]) -> int:
    return _of_run(model).count("%s")
