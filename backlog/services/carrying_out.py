"""What happens to an item that is carried out: started, completed, failed, released."""

from uuid import UUID

from accounts.actors import Actor
from backlog.choices import ItemStatus
from backlog.exceptions import MissingValue
from backlog.models import BacklogItem
from backlog.services.transitions import move_recorded


def start(*, item_id: UUID, branch_name: str, actor: Actor) -> BacklogItem:
    """Begin with an approved item, on a branch.

    Raises MissingValue, ItemNotFound or TransitionConflict.
    """
    return move_recorded(
        item_id=item_id,
        origin=ItemStatus.APPROVED,
        target=ItemStatus.IN_PROGRESS,
        actor=actor,
        reason="started",
        branch_name=_required("branch_name", branch_name, "the branch that the work is on"),
    )


def complete(*, item_id: UUID, pr_url: str, actor: Actor) -> BacklogItem:
    """Finish an item that is in progress, with its pull request.

    Raises MissingValue, ItemNotFound or TransitionConflict.
    """
    return move_recorded(
        item_id=item_id,
        origin=ItemStatus.IN_PROGRESS,
        target=ItemStatus.COMPLETED,
        actor=actor,
        reason="completed",
        pr_url=_required("pr_url", pr_url, "the address of the pull request"),
    )


def fail(*, item_id: UUID, error_message: str, actor: Actor) -> BacklogItem:
    """Give up an attempt that went wrong: the item is deferred, and the history says why.

    Raises ItemNotFound or TransitionConflict.
    """
    return move_recorded(
        item_id=item_id,
        origin=ItemStatus.IN_PROGRESS,
        target=ItemStatus.DEFERRED,
        actor=actor,
        reason=f"the attempt failed: {error_message}" if error_message else "the attempt failed",
    )


def release(*, item_id: UUID, actor: Actor, reason: str = "released") -> BacklogItem:
    """Give an item in progress back, for somebody else to take.

    Raises ItemNotFound or TransitionConflict.
    """
    return move_recorded(
        item_id=item_id,
        origin=ItemStatus.IN_PROGRESS,
        target=ItemStatus.APPROVED,
        actor=actor,
        reason=reason,
    )


def _required(field: str, value: str, expected: str) -> str:
    if not value.strip():
        raise MissingValue(field, expected)
    return value.strip()
