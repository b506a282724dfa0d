"""Remote runs: made once for each request, told how they go, and finished."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from backlog.exceptions import MissingValue
from execution.choices import FINISHED_STATUSES, RunStatus
from execution.exceptions import ContradictingResults, RemoteRunNotFound, RunFinished
from execution.models import RemoteExecutionRun
from execution.services.item_results import ItemResult, Tally, merged, tally


@dataclass(frozen=True, slots=True)
class RemoteReport:
    """What a remote run says of itself; None leaves a value as it is.

    `item_results` are added to those that were reported before.
    """

    status: RunStatus | None = None
    files_changed: int | None = None
    lines_added: int | None = None
    lines_removed: int | None = None
    pr_url: str | None = None
    pr_number: int | None = None
    error_message: str | None = None
    item_results: Sequence[ItemResult] | None = None

    def given(self) -> dict[str, Any]:
        """Give the values that the report sets, by column, without the results of items."""
        names = (field.name for field in fields(self) if field.name != "item_results")
        values = ((name, getattr(self, name)) for name in names)
        return {name: value for name, value in values if value is not None}


@transaction.atomic
def report_run(*, run_id: UUID, report: RemoteReport, actor: Actor) -> RemoteExecutionRun:
    """Record how a run that hasn't ended goes; its status may become in_progress alone.

    Raises RemoteRunNotFound, RunFinished, or BadRows for results of items that aren't the run's.
    """
    run = _lock_unfinished(run_id, actor)
    _write(run, _changes(run, report))
    return run


@transaction.atomic
def finish_run(*, run_id: UUID, report: RemoteReport, actor: Actor) -> RemoteExecutionRun:
    """End a run as `report.status` says, and count how its items ended.

    Raises RemoteRunNotFound, RunFinished, BadRows, MissingValue for a success without a pull
    request, or ContradictingResults.
    """
    run = _lock_unfinished(run_id, actor)
    changes = _changes(run, report)
    counts = tally(changes.get("item_results", run.item_results))
    _require_agreement(report.status, counts)
    if report.status == RunStatus.SUCCESS and not (report.pr_url or run.pr_url):
        raise MissingValue("pr_url", "the address of the pull request that the run made")
    changes |= {
        "completed_at": timezone.now(),
        "success_count": counts.succeeded,
        "failure_count": counts.failed,
    }
    _write(run, changes)
    return run


def _lock_unfinished(run_id: UUID, actor: Actor) -> RemoteExecutionRun:
    run = RemoteExecutionRun.objects.visible_to(actor).locked(run_id).first()
    if run is None:
        raise RemoteRunNotFound(run_id)
    if run.status in FINISHED_STATUSES:
        raise RunFinished(run.status)
    return run


def _changes(run: RemoteExecutionRun, report: RemoteReport) -> dict[str, Any]:
    changes = report.given()
    if report.item_results is not None:
        changes["item_results"] = merged(run.item_results, report.item_results, run.item_ids)
    return changes


def _require_agreement(status: RunStatus | None, counts: Tally) -> None:
    """Some failed: the run is a success when at least one succeeded; all failed: it failed."""
    if not counts.succeeded and not counts.failed:
        return
    right = RunStatus.SUCCESS if counts.succeeded else RunStatus.FAILED
    if status not in {right, RunStatus.CANCELLED}:
        raise ContradictingResults(
            succeeded=counts.succeeded, failed=counts.failed, right=right.value
        )


def _write(run: RemoteExecutionRun, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(run, name, value)
    run.save(update_fields=list(changes))
