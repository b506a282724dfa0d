"""Reporting how far the execution of an item is, under the run that holds the claim."""

from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import GitHubRepository
from backlog.choices import ItemStatus
from backlog.models import BacklogItem
from backlog.services.claiming import claim
from backlog.services.transitions import lock_item
from execution.choices import Phase, ValidationStatus, WaveStatus
from execution.exceptions import NotInProgress, RunConflict
from execution.models import ExecutionProgress
from mason.database.functions import ClockNow


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


@transaction.atomic
def claim_for_run(
    *, repository: GitHubRepository, run_id: str, actor: Actor, limit: int = 1
) -> list[BacklogItem]:
    """Claim approved items for a run and begin the progress of each under the run's id."""
    items = claim(repository=repository, actor=actor, limit=limit)
    for item in items:
        _begin(item.pk, run_id)
    return items


@transaction.atomic
def report_progress(
    *, item_id: UUID, run_id: str | None, report: Report, actor: Actor
) -> ExecutionProgress:
    """Record what a run reports of an item in progress.

    Raises ItemNotFound, NotInProgress, or RunConflict when another run holds the item.
    """
    item = lock_item(item_id, actor=actor)
    if item.status != ItemStatus.IN_PROGRESS:
        raise NotInProgress(item_id, item.status)
    progress = _current(item, run_id)
    if progress.run_id != run_id:
        raise RunConflict(item_id)
    changes = report.given()
    if changes.get("current_phase") == Phase.COMPLETE:
        changes["completed_at"] = timezone.now()
    for name, value in changes.items():
        setattr(progress, name, value)
    progress.save(update_fields=["run_id", *changes])
    progress.refresh_from_db(fields=["updated_at"])
    return progress


def _current(item: BacklogItem, run_id: str | None) -> ExecutionProgress:
    """Give the progress of the present attempt, begun when there is none of it yet."""
    progress = ExecutionProgress.objects.locked(item.pk).first()
    ended = _last_attempt_ended(item)
    if progress is None or (ended is not None and progress.started_at < ended):
        return _begin(item.pk, run_id)
    return progress


def _last_attempt_ended(item: BacklogItem) -> datetime | None:
    # Not when the present one began: `started_at` of a plain SQL writer is its transaction's start.
    moves = item.status_changes.filter(from_status=ItemStatus.IN_PROGRESS)
    return moves.values_list("changed_at", flat=True).first()


def _begin(item_id: UUID, run_id: str | None) -> ExecutionProgress:
    """Make the item's progress anew: what an earlier attempt left says nothing of this one."""
    fresh = ExecutionProgress(item_id=item_id, run_id=run_id, current_phase=Phase.SITE_REVIEW)
    kept = {"id", "item", "updated_at", "started_at"}
    columns = [field.name for field in ExecutionProgress._meta.fields if field.name not in kept]
    values = {name: getattr(fresh, name) for name in columns} | {"started_at": ClockNow()}
    progress, _ = ExecutionProgress.objects.update_or_create(item_id=item_id, defaults=values)
    return progress
