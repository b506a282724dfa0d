"""Decisions that a browser sends again when it didn't hear whether they arrived."""

from uuid import UUID

from accounts.actors import Actor
from backlog.choices import Decision, ItemStatus
from backlog.exceptions import AlreadyUndone, MovedOn, TransitionConflict
from backlog.models import StatusChange
from backlog.services.deciding import BulkOutcome, decide
from backlog.services.undoing import undo


def decide_once(
    *, item_id: UUID, decision: Decision, actor: Actor, reason: str, operation_id: UUID
) -> None:
    """Decide about a new item; the same operation sent again is the same decision, made once.

    Raises MovedOn if it was made and something has happened since, and what `decide` raises.
    """
    if StatusChange.objects.of_operation(operation_id).filter(item=item_id).exists():
        _require_latest(item_id, operation_id)
        return
    try:
        decide(
            item_id=item_id,
            seen=ItemStatus.NEW,
            decision=decision,
            actor=actor,
            reason=reason,
            operation_id=operation_id,
        )
    except TransitionConflict:
        # The same request may have been waiting for the item's lock as the first in the row.
        latest = _latest(item_id)
        if latest is None or latest.operation_id != operation_id:
            raise


def undo_once(*, item_id: UUID, operation_id: UUID, actor: Actor) -> BulkOutcome:
    """Take a decision about one item back; that the actor did so already is as good.

    Raises what `undo` raises.
    """
    outcome = undo(operation_id=operation_id, actor=actor, item_ids=[item_id])
    if outcome.changed or AlreadyUndone().reason not in outcome.unchanged:
        return outcome
    latest = _latest(item_id)
    if latest is None or actor.user is None or latest.user_id != actor.user.pk:
        return outcome
    return BulkOutcome(changed=[item_id], operation_id=latest.operation_id)


def _require_latest(item_id: UUID, operation_id: UUID) -> None:
    latest = _latest(item_id)
    if latest is not None and latest.operation_id != operation_id:
        raise MovedOn(latest.to_status)


def _latest(item_id: UUID) -> StatusChange | None:
    return StatusChange.objects.latest_of([item_id]).first()
