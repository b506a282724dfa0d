"""Reporting how far the execution of an item is, under the run that holds the claim."""

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.actors import Actor
from backlog.choices import ItemStatus
from backlog.querysets import visible_items
from backlog.services.transitions import lock_item
from execution.choices import Phase, ValidationStatus, WaveStatus
from execution.exceptions import NotInProgress
from execution.models import ExecutionProgress
from execution.querysets import IS_PRESENT
from execution.services.attempts import begin, held_by
from mason.database.prepared import fetch
from mason.database.returned_rows import columns_of, instances
from mason.tables import TABLES

STATEMENTS_KEPT: Final = 200
"""A report may name any of its columns, so there are far more statements than are ever used."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a run says of an item; None leaves a value as it is."""

    current_phase: Phase | None = None
    current_wave: int | None = None
    total_waves: int | None = None
    wave_status: WaveStatus | None = None
    current_task: str | None = None
    tasks_completed: int | None = None
    tasks_total: int | None = None
    current_file: str | None = None
    files_touched: list[str] | None = None
    lines_changed: int | None = None
    validation_typescript: ValidationStatus | None = None
    validation_eslint: ValidationStatus | None = None
    validation_build: ValidationStatus | None = None
    validation_tests: ValidationStatus | None = None
    inspector_findings: list[str] | None = None
    fix_iteration: int | None = None

    def given(self) -> dict[str, object]:
        """Give the values that the report sets, by column."""
        values = ((item.name, getattr(self, item.name)) for item in fields(self))
        return {name: value for name, value in values if value is not None}


def report_progress(
    *, item_id: UUID, run_id: str | None, report: Report, actor: Actor
) -> ExecutionProgress:
    """Record what a run reports of an item in progress; commonly one statement.

    Raises ItemNotFound, NotInProgress, or RunConflict when another run holds the item.
    """
    reported = _reported(item_id, run_id, report, actor)
    return reported or _first_reported(item_id, run_id, report, actor)


def _reported(
    item_id: UUID, run_id: str | None, report: Report, actor: Actor
) -> ExecutionProgress | None:
    """Write to the run's progress; None when the run has none of the item's present attempt."""
    scope, changes = visible_items(actor), report.given()
    ends = report.current_phase == Phase.COMPLETE
    parameters = {**changes, **scope.parameters, "reported_item": item_id, "reporting_run": run_id}
    rows = fetch(_statement(scope.sql, tuple(changes), ends=ends), parameters)
    return instances(ExecutionProgress, rows)[0] if rows else None


@lru_cache(maxsize=STATEMENTS_KEPT)
def _statement(scope: str, columns: tuple[str, ...], *, ends: bool) -> str:
    """Give the one statement that locks the item, looks who holds it, and writes.

    PostgreSQL looks again at a row that changed while the statement waited for its lock, so a run
    that lost the item meanwhile writes nothing.
    """
    changes = [f"{name} = %({name})s" for name in columns] or ["run_id = progress.run_id"]
    changes += ["completed_at = clock_timestamp()"] * ends
    return f"""
        WITH held AS MATERIALIZED (
            SELECT item.id FROM {TABLES.pm_backlog_items} AS item
            WHERE item.id = %(reported_item)s AND item.status = '{ItemStatus.IN_PROGRESS}'
                AND {scope} FOR UPDATE OF item
        )
        UPDATE {TABLES.execution_progress} AS progress SET {", ".join(changes)} FROM held
        WHERE progress.item_id = held.id AND {IS_PRESENT}
            AND progress.run_id IS NOT DISTINCT FROM %(reporting_run)s
        RETURNING {columns_of(ExecutionProgress, "progress")}
    """  # noqa: S608 - made of names of columns and constants


@transaction.atomic
def _first_reported(
    item_id: UUID, run_id: str | None, report: Report, actor: Actor
) -> ExecutionProgress:
    """Begin the progress of an attempt that has none and report, or say why that can't be."""
    item = lock_item(item_id, actor=actor)
    if item.status != ItemStatus.IN_PROGRESS:
        raise NotInProgress(item_id, item.status)
    if held_by(item_id, run_id) is None:
        begin(item_id, run_id)
    reported = _reported(item_id, run_id, report, actor)
    assert reported is not None  # noqa: S101 - the item is locked and the run holds it
    return reported
