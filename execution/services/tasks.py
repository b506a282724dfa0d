"""The tasks of an attempt as rows: planned, begun, ended, and counted for their run."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from backlog.choices import SubagentType
from backlog.prd.document import Wave
from execution.choices import LONGEST_KEPT_OUTPUT, TaskStatus
from execution.models import ExecutionTask
from execution.services.leased import Holder, held_attempt
from mason.tables import TABLES

_LOCK: Final = f"SELECT FROM {TABLES.pm_execution_runs} WHERE id = %(run)s FOR NO KEY UPDATE"
_COUNT: Final = f"""
    UPDATE {TABLES.pm_execution_runs} AS run SET
        tasks_completed = counted.completed, tasks_failed = counted.failed,
        total_tasks = counted.total
    FROM (
        SELECT count(*) FILTER (WHERE status = 'completed') AS completed,
            count(*) FILTER (WHERE status = 'failed') AS failed, count(*) AS total
        FROM {TABLES.pm_execution_tasks} WHERE run_id = %(run)s
    ) AS counted
    WHERE run.id = %(run)s
"""  # noqa: S608 - made of constants


@transaction.atomic
def plan_tasks(holder: Holder, waves: Sequence[Wave]) -> list[ExecutionTask]:
    """Make the rows of all tasks anew: what an interrupted start did of them is discarded.

    Gives them in their order. Raises AttemptLost.
    """
    attempt = held_attempt(holder)
    ExecutionTask.objects.filter(run=attempt.run_id, item=attempt.item_id).delete()
    tasks = [
        ExecutionTask(
            run_id=attempt.run_id,
            item_id=attempt.item_id,
            wave_number=wave.number,
            task_number=number,
            description=task.description,
            subagent_type=task.subagent,
        )
        for wave in waves
        for number, task in enumerate(wave.tasks, 1)
    ]
    ExecutionTask.objects.bulk_create(tasks)
    count_tasks(attempt.run_id)
    return tasks


@transaction.atomic
def add_task(
    holder: Holder, *, wave_number: int, task_number: int, description: str, subagent: SubagentType
) -> ExecutionTask:
    """Make the row of a further task; raises AttemptLost."""
    attempt = held_attempt(holder)
    task = ExecutionTask.objects.create(
        run_id=attempt.run_id,
        item_id=attempt.item_id,
        wave_number=wave_number,
        task_number=task_number,
        description=description,
        subagent_type=subagent,
    )
    count_tasks(attempt.run_id)
    return task


@transaction.atomic
def begin_task(holder: Holder, task_id: UUID) -> None:
    """Note that a task is worked on; raises AttemptLost."""
    held_attempt(holder)
    ExecutionTask.objects.filter(pk=task_id).update(
        status=TaskStatus.IN_PROGRESS, started_at=timezone.now()
    )


@transaction.atomic
def end_task(holder: Holder, task_id: UUID, *, summary: str = "", error_message: str = "") -> None:
    """Note how a task ended: completed with a summary, or failed; raises AttemptLost."""
    attempt = held_attempt(holder)
    ExecutionTask.objects.filter(pk=task_id).update(
        status=TaskStatus.FAILED if error_message else TaskStatus.COMPLETED,
        completed_at=timezone.now(),
        result_summary=summary[-LONGEST_KEPT_OUTPUT:] or None,
        error_message=error_message[-LONGEST_KEPT_OUTPUT:] or None,
    )
    count_tasks(attempt.run_id)


def count_tasks(run_id: UUID) -> None:
    """Bring the run's counts of tasks up to date; the run is locked from then on."""
    with connection.cursor() as cursor:
        # Before the counting statement begins, which would wait with counts from before its wait.
        cursor.execute(_LOCK, {"run": run_id})
        cursor.execute(_COUNT, {"run": run_id})
