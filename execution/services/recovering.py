"""Bringing back what ended without a word: attempts whose worker is gone, jobs that were lost."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from execution.choices import MAXIMUM_STARTS, AttemptStatus, Checkpoint
from execution.models import Attempt, ExecutionRun
from execution.services.attempt_lines import log_end
from execution.services.deferring import defer_attempts, queue_next, remove_abandoned_jobs
from execution.services.holding import INTERRUPTED_TOO_OFTEN, back_in_queue
from execution.services.leased import Holder
from execution.services.settling import cancel_locked, fail_locked, finish_run_if_ended

BROUGHT_BACK_AT_ONCE: Final = 100

# A database that was away itself kept everybody from giving signs of life.
_CLOCK: Final = "SELECT clock_timestamp(), pg_postmaster_start_time()"
"""The database's clock, by which signs of life are given: machines' clocks differ."""


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A start that seems to have ended; `silent_since` is None where it is known to be dead."""

    holder: Holder
    silent_since: datetime | None = None


def find_interrupted(machine: UUID, is_dead: Callable[[UUID], bool]) -> list[Interrupted]:
    """Give the starts whose worker is gone: silent for long, or known to be dead on this machine.

    `is_dead` tells of an attempt of this machine whether no process holds it any more.
    """
    running = Attempt.objects.filter(status=AttemptStatus.RUNNING)
    own = running.filter(machine=machine).values_list("pk", "lease")
    dead = [Interrupted(Holder(pk, lease)) for pk, lease in own if lease and is_dead(pk)]
    return dead + _silent()


def _silent() -> list[Interrupted]:
    allowed = timedelta(seconds=settings.EXECUTION_SILENT_SECONDS)
    with connection.cursor() as cursor:
        cursor.execute(_CLOCK)
        now, up_since = cursor.fetchone()
    since: datetime = now - allowed
    if up_since > since:
        return []
    silent = Attempt.objects.filter(status=AttemptStatus.RUNNING, heartbeat_at__lt=since)
    rows = silent.values_list("pk", "lease")[:BROUGHT_BACK_AT_ONCE]
    return [Interrupted(Holder(pk, lease), since) for pk, lease in rows if lease]


@transaction.atomic
def bring_back(interrupted: Interrupted) -> bool:
    """Have an interrupted attempt wait for another start, or end; tell whether it was interrupted.

    It ends when it was to be cancelled, and fails when it was interrupted MAXIMUM_STARTS times
    before its work was committed.
    """
    holder, since = interrupted.holder, interrupted.silent_since
    running = Attempt.objects.held(holder.attempt_id, holder.lease)
    attempt = (running.filter(heartbeat_at__lt=since) if since else running).first()
    if attempt is None:
        return False
    if attempt.cancel_requested_at is not None:
        cancel_locked(attempt, attempt.cancel_reason or "cancelled")
    elif attempt.starts >= MAXIMUM_STARTS and attempt.checkpoint == Checkpoint.BEGUN:
        log_end(attempt, INTERRUPTED_TOO_OFTEN)
        fail_locked(attempt, INTERRUPTED_TOO_OFTEN)
    else:
        back_in_queue(attempt, "its worker is gone")
        defer_attempts([attempt.pk])
    return True


def queue_forgotten() -> None:
    """Queue waiting attempts whose job was lost, and end runs that nothing is left of."""
    remove_abandoned_jobs(settings.EXECUTION_SILENT_SECONDS)
    waiting = Attempt.objects.filter(status=AttemptStatus.WAITING).order_by()
    queue_next(list(waiting.values_list("item__repository_id", flat=True).distinct()))
    for run_id in ExecutionRun.objects.left_unended().values_list("pk", flat=True):
        with transaction.atomic():
            finish_run_if_ended(run_id)
