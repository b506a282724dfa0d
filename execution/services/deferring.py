"""Handing attempts to the workers' queue, in the transaction of whoever hands them over."""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import DEFAULT_PRIORITY, Job
from procrastinate.manager import JobManager

from execution.choices import AttemptStatus
from execution.models import Attempt
from execution.services.policies import policy_of

TASK: Final = "execution.carry_out"
"""The name of the task that takes an attempt."""

_WITHOUT_JOB: Final = """
    SELECT id, run_id FROM execution_attempt AS attempt WHERE id = ANY (%s) AND NOT EXISTS (
        SELECT FROM procrastinate_jobs WHERE queueing_lock = attempt.id::text AND status = 'todo'
    )
"""

# A database that was away itself kept everybody from giving signs of life.
_ABANDONED: Final = """
    DELETE FROM procrastinate_jobs AS job WHERE status = 'doing' AND task_name = %s
    AND pg_postmaster_start_time() < clock_timestamp() - make_interval(secs => %s)
    AND NOT EXISTS (
        SELECT FROM procrastinate_workers AS worker WHERE worker.id = job.worker_id
        AND last_heartbeat > clock_timestamp() - make_interval(secs => %s)
    )
"""


def queue_of(run_id: UUID) -> str:
    """Name the queue of a run's attempts; a worker of all runs takes from every queue."""
    return f"run-{run_id.hex}"  # PostgreSQL bounds the channel that is named after it


def queue_next(repository_ids: Iterable[UUID | None]) -> None:
    """Queue of each repository the waiting attempts that may begin next, the oldest runs first.

    They are as many of each run as may be in progress there, since a worker may work for one run
    alone; one that finds no room is queued again when another attempt ends.
    """
    for repository_id in repository_ids:
        room = policy_of(repository_id).items_at_once if repository_id else 1
        place_in_run = Window(RowNumber(), partition_by=F("run"), order_by=F("place"))
        waiting = Attempt.objects.filter(
            status=AttemptStatus.WAITING, item__repository=repository_id
        ).annotate(place_in_run=place_in_run)
        next_ones = waiting.filter(place_in_run__lte=room).order_by(
            "run__created_at", "run", "place"
        )
        defer_attempts(list(next_ones.values_list("pk", flat=True)))


@transaction.atomic
def defer_attempts(attempt_ids: Sequence[UUID]) -> None:
    """Queue a job for each attempt that has none waiting.

    A job that finds its attempt taken or ended does nothing, so one too many does no harm.
    """
    wanted = _without_job(attempt_ids) if attempt_ids else []
    if wanted:
        JobManager(DjangoConnector()).batch_defer_jobs([_job(*one) for one in wanted])


def remove_abandoned_jobs(seconds: float) -> None:
    """Remove the begun jobs of workers that have been silent for so long.

    Their attempts are brought back or queued again without them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ABANDONED, [TASK, seconds, seconds])


def _without_job(attempt_ids: Sequence[UUID]) -> list[tuple[UUID, UUID]]:
    """Those without a job, with their runs; nobody else gives them one in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [TASK])
        cursor.execute(_WITHOUT_JOB, [list(attempt_ids)])
        runs = dict(cursor.fetchall())
    return [(one, runs[one]) for one in attempt_ids if one in runs]


def _job(attempt_id: UUID, run_id: UUID) -> Job:
    return Job(
        id=None,
        queue=queue_of(run_id),
        priority=DEFAULT_PRIORITY,
        lock=None,
        queueing_lock=str(attempt_id),
        task_name=TASK,
        task_kwargs={"attempt_id": str(attempt_id)},
    )
