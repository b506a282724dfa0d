"""Executions in their middle and at their end, for tests of the pages that show them."""

from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from backlog.choices import ItemStatus, SubagentType
from backlog.models import BacklogItem
from execution.choices import (
    AttemptStatus,
    LogLevel,
    Phase,
    TaskStatus,
    ValidationStatus,
    WaveStatus,
)
from execution.models import Attempt, AttemptLine, ExecutionProgress, ExecutionRun, ExecutionTask
from tests.factories import make_execution_run, make_item

_LEASE: Final = "3f1d3c1e-1111-4a4a-8b8b-0c0c0c0c0c0c"
TASKS: Final = (
    (1, 1, SubagentType.EXPLORE, "Find where payments are made", TaskStatus.COMPLETED),
    (1, 2, SubagentType.PLAN, "Settle how often a payment is tried", TaskStatus.COMPLETED),
    (2, 1, SubagentType.GENERAL_PURPOSE, "Give the call a time limit", TaskStatus.IN_PROGRESS),
    (2, 2, SubagentType.BASH, "Try it three times with one key", TaskStatus.FAILED),
    (3, 1, SubagentType.CODE_REVIEWER, "Read what was changed", TaskStatus.PENDING),
)


def make_attempt(item: BacklogItem | None = None, **values: Any) -> Attempt:
    """An attempt of the engine that waits, at an approved item unless one is named."""
    run: ExecutionRun = values.pop("run", None) or make_execution_run()
    item = item or make_item(status=ItemStatus.APPROVED)
    return Attempt.objects.create(run=run, item=item, **{"place": 1, **values})


def make_running(item: BacklogItem | None = None, **values: Any) -> Attempt:
    """An attempt that runs, with its progress; `values` are those of the progress."""
    item = item or make_item(status=ItemStatus.IN_PROGRESS)
    started_at = values.setdefault("started_at", timezone.now() - timedelta(minutes=4))
    attempt = make_attempt(
        item,
        status=AttemptStatus.RUNNING,
        lease=_LEASE,
        starts=1,
        started_at=started_at,
        deadline_at=started_at + timedelta(hours=2),
    )
    ExecutionProgress.objects.create(
        item=item,
        run_id=str(attempt.run_id),
        **{
            "current_phase": Phase.BUILDING,
            "current_wave": 2,
            "total_waves": 3,
            "wave_status": WaveStatus.IN_PROGRESS,
            "tasks_completed": 2,
            "tasks_total": 5,
            **values,
        },
    )
    return attempt


def make_tasks(attempt: Attempt) -> list[ExecutionTask]:
    """The tasks of the attempt, some of them done, in three waves."""
    start = attempt.started_at or timezone.now()
    return [
        ExecutionTask.objects.create(
            run=attempt.run,
            item=attempt.item,
            wave_number=wave,
            task_number=number,
            subagent_type=subagent,
            description=description,
            status=status,
            started_at=None if status == TaskStatus.PENDING else start,
            completed_at=start + timedelta(seconds=75)
            if status in {TaskStatus.COMPLETED, TaskStatus.FAILED}
            else None,
            error_message="Exit status 1" if status == TaskStatus.FAILED else None,
        )
        for wave, number, subagent, description, status in TASKS
    ]


def make_lines(attempt: Attempt, *messages: str, level: LogLevel = LogLevel.INFO) -> None:
    """Log lines of the attempt, in their order."""
    for message in messages:
        AttemptLine.objects.create(attempt=attempt, log_level=level, message=message)


VALIDATED: Final = {
    "validation_typescript": ValidationStatus.PASS,
    "validation_eslint": ValidationStatus.FAIL,
    "validation_build": ValidationStatus.RUNNING,
    "validation_tests": ValidationStatus.PENDING,
}
