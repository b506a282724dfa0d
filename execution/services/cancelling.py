"""Ending attempts and runs because a person says so."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from backlog.services.deciding import require_curator
from execution.choices import FINISHED_STATUSES, AttemptStatus, RunStatus
from execution.exceptions import (
    AttemptEnded,
    AttemptNotFound,
    ExecutionRunNotFound,
    RunFinished,
)
from execution.models import Attempt, ExecutionRun
from execution.services.settling import cancel_locked, finish_run_if_ended


@transaction.atomic
def cancel_run(*, run_id: UUID, actor: Actor, reason: str = "") -> ExecutionRun:
    """End a run: its waiting attempts at once, those under way as soon as their worker sees it.

    Their items are approved again. Raises DecisionNotAllowed, ExecutionRunNotFound or RunFinished.
    """
    require_curator(actor)
    attempts = Attempt.objects.filter(run=run_id).open().select_for_update(of=("self",))
    found = list(attempts.order_by("pk"))
    run = ExecutionRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise ExecutionRunNotFound(run_id)
    if run.status in FINISHED_STATUSES:
        raise RunFinished(run.status)
    run.status = RunStatus.CANCELLED
    run.save(update_fields=["status"])
    for attempt in found:
        _ask_to_end(attempt, _reason(actor, reason))
    finish_run_if_ended(run_id)
    run.refresh_from_db()
    return run


@transaction.atomic
def cancel_attempt(*, attempt_id: UUID, actor: Actor, reason: str = "") -> Attempt:
    """End one attempt, in the same way; the others of its run go on.

    Raises DecisionNotAllowed, AttemptNotFound or AttemptEnded.
    """
    require_curator(actor)
    found = Attempt.objects.visible_to(actor).filter(pk=attempt_id)
    attempt = found.select_for_update(of=("self",)).first()
    if attempt is None:
        raise AttemptNotFound(attempt_id)
    if attempt.completed_at is not None:
        raise AttemptEnded(attempt.status)
    _ask_to_end(attempt, _reason(actor, reason))
    return attempt


def _ask_to_end(attempt: Attempt, reason: str) -> None:
    attempt.cancel_requested_at = attempt.cancel_requested_at or timezone.now()
    attempt.cancel_reason = attempt.cancel_reason or reason
    attempt.save(update_fields=["cancel_requested_at", "cancel_reason"])
    if attempt.status == AttemptStatus.WAITING:
        cancel_locked(attempt, attempt.cancel_reason)


def _reason(actor: Actor, reason: str) -> str:
    who = f"cancelled by {actor.user}" if actor.user else "cancelled"
    return f"{who}: {reason.strip()}" if reason.strip() else who
