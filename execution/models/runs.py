"""Local execution runs and their tasks."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from backlog.choices import SubagentType
from backlog.models import BacklogItem
from execution.choices import RunStatus, TaskStatus
from execution.querysets import ExecutionRunQuerySet, ExecutionTaskQuerySet
from execution.triggers import notify_tasks
from mason.database.fields import LineField
from mason.database.functions import TransactionNow
from mason.database.rows import CreatedRow
from mason.tables import TABLES


class ExecutionRun(CreatedRow):
    """A local batch over approved items."""

    item_count = models.IntegerField(default=0, db_default=0)
    started_at = models.DateTimeField(default=timezone.now, db_default=TransactionNow())
    completed_at = models.DateTimeField(blank=True, null=True)
    status = LineField(choices=RunStatus, default=RunStatus.PENDING, db_default=RunStatus.PENDING)
    error_message = models.TextField(blank=True, null=True)
    tasks_completed = models.IntegerField(default=0, db_default=0)
    tasks_failed = models.IntegerField(default=0, db_default=0)
    total_tasks = models.IntegerField(default=0, db_default=0)

    objects = ExecutionRunQuerySet.as_manager()

    class Meta:
        db_table = TABLES.pm_execution_runs
        ordering = ["-started_at", "id"]
        indexes = [
            models.Index(fields=["status", "-started_at", "id"], name="execution_runs_of_status"),
            models.Index(fields=["-started_at", "id"], name="execution_runs_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=RunStatus.values),
                name="mason_pm_execution_runs_status_check",
            )
        ]

    def __str__(self) -> str:
        return f"Run of {self.started_at:%Y-%m-%d %H:%M}"


class ExecutionTask(CreatedRow):
    """One task of a run: a step of a wave, for one kind of agent."""

    run = models.ForeignKey(ExecutionRun, models.PROTECT, related_name="tasks")
    item = models.ForeignKey(
        BacklogItem, models.PROTECT, blank=True, null=True, related_name="tasks"
    )
    wave_number = models.IntegerField("wave")
    task_number = models.IntegerField("task")
    description = models.TextField()
    subagent_type = LineField("sub-agent", choices=SubagentType, blank=True, null=True)
    status = LineField(
        choices=TaskStatus, default=TaskStatus.PENDING, db_default=TaskStatus.PENDING
    )
    started_at = models.DateTimeField(blank=True, null=True)
    completed_at = models.DateTimeField(blank=True, null=True)
    error_message = models.TextField(blank=True, null=True)
    result_summary = models.TextField(blank=True, null=True)

    objects = ExecutionTaskQuerySet.as_manager()

    class Meta:
        db_table = TABLES.pm_execution_tasks
        ordering = ["run", "wave_number", "task_number", "id"]
        indexes = [models.Index(fields=["-created_at", "id"], name="execution_tasks_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(subagent_type__in=SubagentType.values),
                name="mason_pm_execution_tasks_subagent_type_check",
            ),
            models.CheckConstraint(
                condition=Q(status__in=TaskStatus.values),
                name="mason_pm_execution_tasks_status_check",
            ),
        ]
        triggers = [notify_tasks()]

    def __str__(self) -> str:
        return f"{self.wave_number}.{self.task_number} {self.description}"
