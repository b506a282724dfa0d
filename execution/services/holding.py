"""Holding an attempt: one start at a time has it, by a lease that it must show at each write."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import GitHubRepository
from backlog.choices import ItemStatus
from backlog.models import BacklogItem
from backlog.services.transitions import lock_item
from execution.choices import MAXIMUM_STARTS, AttemptStatus, Checkpoint, RunStatus
from execution.exceptions import AttemptLost, RunConflict
from execution.models import Attempt, ExecutionPolicy, ExecutionRun
from execution.services.attempt_lines import AttemptMessage, append_attempt_lines, log_end
from execution.services.attempts import begin, held_by
from execution.services.claims import start_for_run
from execution.services.leased import ENGINE, Holder, held_attempt
from execution.services.policies import policy_of
from execution.services.settling import settle_unstarted
from mason.tables import TABLES

INTERRUPTED_TOO_OFTEN: Final = (
    f"it was interrupted {MAXIMUM_STARTS} times, by the end of its worker or of the database"
)


@dataclass(frozen=True, slots=True)
class Start:
    """Who begins with an attempt: the lease names this one start."""

    lease: UUID
    machine: UUID
    worker: str
    branch: str


@dataclass(frozen=True, slots=True)
class Taken:
    """An attempt that this start holds now, and how its item is to be executed."""

    attempt: Attempt
    item: BacklogItem
    repository: GitHubRepository
    policy: ExecutionPolicy


@dataclass(frozen=True, slots=True)
class Postponed:
    """The repository has as many items in progress as it may; it is queued again when one ends."""

    in_progress: int


@transaction.atomic
def take(*, attempt_id: UUID, start: Start) -> Taken | Postponed | None:
    """Begin with a waiting attempt, or go on with one that was interrupted.

    None for one that is taken or ended, also because its item can't be executed any more.
    """
    waiting = Attempt.objects.filter(pk=attempt_id, status=AttemptStatus.WAITING)
    attempt = waiting.select_for_update(of=("self",)).select_related("run").first()
    if attempt is None:
        return None
    item = BacklogItem.objects.select_related("repository").get(pk=attempt.item_id)
    if item.repository is None:
        settle_unstarted(attempt, "its item belongs to no repository any more")
        return None
    if not item.repository.is_active:
        settle_unstarted(attempt, f"{item.repository} isn't active any more")
        return None
    policy = policy_of(item.repository.pk)
    refused = _begin_item(attempt, policy, start.branch)
    if isinstance(refused, Postponed):
        _tell_waiting(attempt, refused)
        return refused
    if refused:
        settle_unstarted(attempt, refused)
        return None
    _hold(attempt, start, policy)
    return Taken(attempt, item, item.repository, policy)


def _tell_waiting(attempt: Attempt, postponed: Postponed) -> None:
    """Log it, but once: it may happen again and again."""
    if not attempt.lines.exists():
        many = f"{postponed.in_progress} items of its repository are in progress"
        lines = [AttemptMessage(f"The attempt waits: {many}, as many as may be.")]
        append_attempt_lines(attempt_id=attempt.pk, lines=lines)


def _begin_item(attempt: Attempt, policy: ExecutionPolicy, branch: str) -> Postponed | str:
    """Start the item unless this run has it already; else say why that can't be."""
    # In this order everywhere: repository, item, progress.
    GitHubRepository.objects.select_for_update(no_key=True).get(pk=policy.repository_id)
    item = lock_item(attempt.item_id, actor=ENGINE)
    if item.status == ItemStatus.IN_PROGRESS:
        return _go_on(attempt)
    if item.status != ItemStatus.APPROVED:
        return f"its item is {item.get_status_display().lower()} now"
    others = BacklogItem.objects.filter(
        repository=policy.repository_id, status=ItemStatus.IN_PROGRESS
    ).count()
    if others >= policy.items_at_once:
        return Postponed(others)
    start_for_run(item_id=item.pk, branch_name=branch, run_id=str(attempt.run_id), actor=ENGINE)
    return ""


def _go_on(attempt: Attempt) -> str:
    """Go on with an item that this run has; else say who has it."""
    run_id = str(attempt.run_id)
    try:
        progress = held_by(attempt.item_id, run_id)
    except RunConflict:
        return "another run is carrying its item out"
    if progress is None or not attempt.starts:
        return "another agent is carrying its item out"
    if attempt.checkpoint == Checkpoint.BEGUN:
        begin(attempt.item_id, run_id)  # the work is done anew
    return ""


def _hold(attempt: Attempt, start: Start, policy: ExecutionPolicy) -> None:
    now = timezone.now()
    attempt.status = AttemptStatus.RUNNING
    attempt.lease, attempt.machine, attempt.worker = start.lease, start.machine, start.worker
    attempt.heartbeat_at = Now()
    attempt.starts += 1
    attempt.started_at = attempt.started_at or now
    budget = timedelta(minutes=policy.minutes_per_item)
    attempt.deadline_at = attempt.deadline_at or now + budget
    attempt.branch = attempt.branch or start.branch
    attempt.save()
    ExecutionRun.objects.filter(pk=attempt.run_id, status=RunStatus.PENDING).update(
        status=RunStatus.IN_PROGRESS
    )


@transaction.atomic
def hand_back(holder: Holder) -> None:
    """Put an attempt that its worker can't go on with back into the queue; raises AttemptLost."""
    back_in_queue(held_attempt(holder), "its worker ended")


def back_in_queue(attempt: Attempt, why: str) -> None:
    """Have a locked attempt wait for another start, which has the whole time budget again.

    What this start did is done anew, and nobody can tell how long it will wait.
    """
    attempt.status, attempt.lease, attempt.heartbeat_at = AttemptStatus.WAITING, None, None
    attempt.deadline_at = None
    attempt.save(update_fields=["status", "lease", "heartbeat_at", "deadline_at"])
    log_end(attempt, f"{why}; it waits for another start")


@transaction.atomic
def note(holder: Holder, **changes: object) -> None:
    """Write what an attempt has reached, by column; without a column see whether it is still held.

    Raises AttemptLost.
    """
    attempt = held_attempt(holder)
    for name, value in changes.items():
        setattr(attempt, name, value)
    attempt.save(update_fields=list(changes))


def add_usage(holder: Holder, *, input_tokens: int, output_tokens: int, cost: Decimal) -> None:
    """Add what an agent used; raises AttemptLost."""
    changed = Attempt.objects.filter(pk=holder.attempt_id, lease=holder.lease).update(
        input_tokens=F("input_tokens") + input_tokens,
        output_tokens=F("output_tokens") + output_tokens,
        cost=F("cost") + cost,
    )
    if not changed:
        raise AttemptLost


def cancelled_of(leases: list[UUID]) -> dict[UUID, datetime | None]:
    """Give the leases that still hold, each with when its attempt was asked to end."""
    # By the index of open attempts: none is of leases.
    rows = Attempt.objects.filter(status=AttemptStatus.RUNNING, lease__in=leases)
    return {
        lease: asked
        for lease, asked in rows.values_list("lease", "cancel_requested_at")
        if lease is not None
    }


# Attempts are locked in the order of their ids, as whoever cancels a run does.
_SIGN_OF_LIFE: Final = f"""
    WITH locked AS (
        SELECT id FROM execution_attempt
        WHERE status = '{AttemptStatus.RUNNING}' AND lease = ANY (%s) ORDER BY id FOR UPDATE
    ), held AS (
        UPDATE execution_attempt SET heartbeat_at = clock_timestamp()
        WHERE id = ANY (ARRAY(SELECT id FROM locked)) RETURNING item_id, run_id
    )
    UPDATE {TABLES.execution_progress} AS progress SET run_id = progress.run_id FROM held
    WHERE progress.item_id = held.item_id AND progress.run_id = held.run_id::text
"""  # noqa: S608 - made of constants


def beat(leases: list[UUID]) -> None:
    """Give a sign of life for the attempts, and for their progress, which else would be stale."""
    with connection.cursor() as cursor:
        cursor.execute(_SIGN_OF_LIFE, [leases])
