"""How attempts end, what becomes of their items, and when their run has ended."""

from functools import partial
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from backlog.choices import ItemStatus
from backlog.exceptions import ItemNotFound
from backlog.services.transitions import lock_item
from execution.choices import (
    FINISHED_STATUSES,
    LONGEST_KEPT_OUTPUT,
    AttemptStatus,
    Checkpoint,
    RunStatus,
    TaskStatus,
)
from execution.exceptions import RunConflict
from execution.models import Attempt, ExecutionRun, ExecutionTask
from execution.services.attempt_lines import log_end
from execution.services.attempts import held_by
from execution.services.claims import complete_for_run, fail_for_run, release_for_run
from execution.services.deferring import queue_next
from execution.services.leased import ENGINE, Holder, held_attempt
from execution.services.tasks import count_tasks

LONGEST_REASON: Final = 2_000
"""Characters of a failure that the item's history tells; the attempt keeps more."""


@transaction.atomic
def succeed(holder: Holder, *, pr_url: str) -> None:
    """End an attempt with its pull request: the item is completed; raises AttemptLost."""
    attempt = held_attempt(holder)
    complete_for_run(
        item_id=attempt.item_id, pr_url=pr_url, run_id=str(attempt.run_id), actor=ENGINE
    )
    attempt.pr_url, attempt.checkpoint = pr_url, Checkpoint.REQUESTED
    _end(attempt, AttemptStatus.SUCCEEDED)


@transaction.atomic
def fail(holder: Holder, *, error_message: str) -> None:
    """End an attempt that went wrong: the item is deferred; raises AttemptLost."""
    fail_locked(held_attempt(holder), error_message)


def fail_locked(attempt: Attempt, error_message: str) -> None:
    """Fail a locked attempt, and its item where the attempt still has it."""
    if _has_item(attempt):
        fail_for_run(
            item_id=attempt.item_id,
            error_message=error_message[:LONGEST_REASON],
            run_id=str(attempt.run_id),
            actor=ENGINE,
        )
    _end(attempt, AttemptStatus.FAILED, error_message)


@transaction.atomic
def cancel_held(holder: Holder) -> None:
    """End an attempt that was asked to end: the item is approved again; raises AttemptLost."""
    attempt = held_attempt(holder)
    cancel_locked(attempt, attempt.cancel_reason or "cancelled")


def cancel_locked(attempt: Attempt, reason: str) -> None:
    """Cancel a locked attempt, and give its item back where the attempt still has it."""
    if _has_item(attempt):
        release_for_run(
            item_id=attempt.item_id, run_id=str(attempt.run_id), actor=ENGINE, reason=reason
        )
    log_end(attempt, reason)
    _end(attempt, AttemptStatus.CANCELLED, reason)


def settle_unstarted(attempt: Attempt, reason: str) -> None:
    """End a locked attempt that can't begin or go on; its item is left to whoever has it."""
    log_end(attempt, reason)
    _end(attempt, AttemptStatus.SKIPPED, reason)


def _has_item(attempt: Attempt) -> bool:
    """Tell whether the item is still carried out by the attempt's run; it is locked then."""
    from_run = attempt.starts > 0
    try:
        item = lock_item(attempt.item_id, actor=ENGINE)
        return from_run and item.status == ItemStatus.IN_PROGRESS and _is_holder(attempt)
    except ItemNotFound:
        return False


def _is_holder(attempt: Attempt) -> bool:
    try:
        return held_by(attempt.item_id, str(attempt.run_id)) is not None
    except RunConflict:
        return False


def _end(attempt: Attempt, status: AttemptStatus, error_message: str = "") -> None:
    attempt.status, attempt.lease = status, None
    attempt.completed_at = timezone.now()
    attempt.error_message = error_message[-LONGEST_KEPT_OUTPUT:] or None
    attempt.save()
    _end_tasks(attempt)
    finish_run_if_ended(attempt.run_id)
    # Afterwards, because it waits for whoever else is queueing.
    transaction.on_commit(partial(queue_next, [attempt.item.repository_id]))


def _end_tasks(attempt: Attempt) -> None:
    tasks = ExecutionTask.objects.filter(run=attempt.run_id, item=attempt.item_id)
    now = timezone.now()
    tasks.filter(status=TaskStatus.IN_PROGRESS).update(
        status=TaskStatus.FAILED, completed_at=now, error_message="The attempt ended."
    )
    tasks.filter(status=TaskStatus.PENDING).update(status=TaskStatus.SKIPPED, completed_at=now)
    count_tasks(attempt.run_id)


def finish_run_if_ended(run_id: UUID) -> None:
    """End a run whose attempts have all ended: as a success when at least one succeeded."""
    run = ExecutionRun.objects.select_for_update().get(pk=run_id)
    attempts = Attempt.objects.filter(run=run_id)
    if run.completed_at is not None or attempts.open().exists():
        return
    run.status = _outcome(run, set(attempts.values_list("status", flat=True)))
    run.completed_at = timezone.now()
    run.error_message = _failures(run_id) or None
    run.save(update_fields=["status", "completed_at", "error_message"])


def _outcome(run: ExecutionRun, ended: set[str]) -> str:
    if run.status in FINISHED_STATUSES:
        return run.status
    if AttemptStatus.SUCCEEDED in ended:
        return RunStatus.SUCCESS
    return RunStatus.FAILED if AttemptStatus.FAILED in ended else RunStatus.CANCELLED


def _failures(run_id: UUID) -> str:
    """One line for each item that failed."""
    failed = Attempt.objects.filter(run=run_id, status=AttemptStatus.FAILED).order_by("place")
    lines = [
        f"{title}: {(message or '').partition('\n')[0][:LONGEST_REASON]}"
        for title, message in failed.values_list("item__title", "error_message")
    ]
    return "\n".join(lines)[:LONGEST_KEPT_OUTPUT]
