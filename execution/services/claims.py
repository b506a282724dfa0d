"""Taking items for a run, and ending what a run began; only the run that holds an item may."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from backlog.choices import ItemStatus
from backlog.models import BacklogItem
from backlog.services import carrying_out
from backlog.services.claiming import claim
from backlog.services.transitions import lock_item
from execution.choices import Phase
from execution.models import ExecutionProgress
from execution.services.attempts import begin, beginning, checked_run_id, held_by
from execution.services.leases import find_stalled, release_stalled


def claim_for_run(
    *, repository_id: UUID, run_id: str, actor: Actor, limit: int = 1
) -> list[BacklogItem]:
    """Claim approved items for a run and begin the progress of each; one statement.

    Where there are too few, those whose run has fallen silent are given back and claimed too. A
    repository that the actor may not see has none. Raises MissingValue or ValueTooLong for the
    run's id.
    """
    companion = beginning(checked_run_id(run_id))
    items = claim(repository_id=repository_id, actor=actor, limit=limit, companion=companion)
    missing = limit - len(items)
    stalled = find_stalled(repository_id=repository_id, actor=actor) if missing else []
    if stalled:
        release_stalled(item_ids=stalled, actor=actor)
        # Also if another claimant gave them back: it may have passed over what was locked here.
        items += claim(repository_id=repository_id, actor=actor, limit=missing, companion=companion)
    return items


@transaction.atomic
def start_for_run(
    *, item_id: UUID, branch_name: str, run_id: str | None, actor: Actor
) -> BacklogItem:
    """Begin with an approved item, on a branch, and with its progress; the run may have no id.

    Raises MissingValue, ValueTooLong, ItemNotFound or TransitionConflict.
    """
    checked = None if run_id is None else checked_run_id(run_id)
    item = carrying_out.start(item_id=item_id, branch_name=branch_name, actor=actor)
    begin(item_id, checked)
    return item


@transaction.atomic
def complete_for_run(
    *, item_id: UUID, pr_url: str, run_id: str | None, actor: Actor
) -> BacklogItem:
    """Finish an item with its pull request, and its progress.

    Raises MissingValue, ItemNotFound, TransitionConflict or RunConflict.
    """
    progress = _require_holder(item_id, run_id, actor)
    item = carrying_out.complete(item_id=item_id, pr_url=pr_url, actor=actor)
    if progress is not None:
        progress.current_phase = Phase.COMPLETE
        progress.completed_at = timezone.now()
        progress.save(update_fields=["current_phase", "completed_at"])
    return item


@transaction.atomic
def fail_for_run(
    *, item_id: UUID, error_message: str, run_id: str | None, actor: Actor
) -> BacklogItem:
    """Give up an attempt that went wrong: the item is deferred.

    Raises ItemNotFound, TransitionConflict or RunConflict.
    """
    _require_holder(item_id, run_id, actor)
    return carrying_out.fail(item_id=item_id, error_message=error_message, actor=actor)


@transaction.atomic
def release_for_run(
    *, item_id: UUID, run_id: str | None, actor: Actor, reason: str = "released"
) -> BacklogItem:
    """Give an item back, for somebody else to take.

    Raises ItemNotFound, TransitionConflict or RunConflict.
    """
    _require_holder(item_id, run_id, actor)
    return carrying_out.release(item_id=item_id, actor=actor, reason=reason)


def _require_holder(item_id: UUID, run_id: str | None, actor: Actor) -> ExecutionProgress | None:
    """Lock the item and see that no other run holds it; give its progress, if it has any.

    Raises ItemNotFound or RunConflict. An item in another status is left to the state table.
    """
    item = lock_item(item_id, actor=actor)
    return held_by(item_id, run_id) if item.status == ItemStatus.IN_PROGRESS else None
