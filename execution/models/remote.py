"""Executions that happen elsewhere, and the log lines they send."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import GitHubRepository, User
from execution.choices import LogLevel, RunStatus
from execution.querysets import ExecutionLogQuerySet, RemoteExecutionRunQuerySet
from mason.database.fields import LineField
from mason.database.functions import TransactionNow
from mason.database.rows import CreatedRow
from mason.tables import TABLES


class RemoteExecutionRun(CreatedRow):
    """One branch and pull request made elsewhere."""

    user = models.ForeignKey(
        User, models.PROTECT, blank=True, null=True, related_name="remote_runs", db_index=False
    )
    repository = models.ForeignKey(
        GitHubRepository, models.PROTECT, blank=True, null=True, related_name="remote_runs"
    )
    item_ids = ArrayField(models.UUIDField(), default=list, db_default=[], blank=True)
    item_count = models.IntegerField(default=0, db_default=0)
    branch_name = LineField("branch")
    base_branch = LineField(default="main", db_default="main")
    pr_url = LineField("pull request", blank=True, null=True)
    pr_number = models.IntegerField("pull request number", blank=True, null=True)
    started_at = models.DateTimeField(default=timezone.now, db_default=TransactionNow())
    completed_at = models.DateTimeField(blank=True, null=True)
    status = LineField(choices=RunStatus, default=RunStatus.PENDING, db_default=RunStatus.PENDING)
    error_message = models.TextField(blank=True, null=True)
    files_changed = models.IntegerField(default=0, db_default=0)
    lines_added = models.IntegerField(default=0, db_default=0)
    lines_removed = models.IntegerField(default=0, db_default=0)
    idempotency_key = LineField(blank=True, null=True)
    idempotency_expires_at = models.DateTimeField(blank=True, null=True)
    item_results = models.JSONField(blank=True, null=True)
    success_count = models.IntegerField(blank=True, null=True)
    failure_count = models.IntegerField(blank=True, null=True)

    objects = RemoteExecutionRunQuerySet.as_manager()

    class Meta:
        db_table = TABLES.remote_execution_runs
        ordering = ["-started_at", "id"]
        indexes = [
            models.Index(fields=["status", "-started_at", "id"], name="remote_runs_of_status"),
            models.Index(fields=["-started_at", "id"], name="remote_runs_newest"),
            # Which runs carried an item out.
            GinIndex(fields=["item_ids"], name="remote_runs_of_item"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=RunStatus.values),
                name="mason_remote_execution_runs_status_check",
            ),
            models.UniqueConstraint(
                fields=["user", "idempotency_key"],
                name="mason_remote_execution_runs_user_id_idempotency_key_key",
            ),
        ]

    def __str__(self) -> str:
        return self.branch_name


class ExecutionLog(CreatedRow):
    """A line that an execution logged."""

    execution_run = models.ForeignKey(
        RemoteExecutionRun, models.PROTECT, related_name="logs", db_index=False
    )
    log_level = LineField(
        "level", choices=LogLevel, default=LogLevel.INFO, db_default=LogLevel.INFO
    )
    message = models.TextField()
    metadata = models.JSONField(default=dict, db_default={}, blank=True)

    objects = ExecutionLogQuerySet.as_manager()

    class Meta:
        db_table = TABLES.execution_logs
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(log_level__in=LogLevel.values),
                name="mason_execution_logs_log_level_check",
            )
        ]
        indexes = [
            models.Index(
                fields=["execution_run", "-created_at", "-id"],
                name="execution_logs_newest_of_run",
            ),
            models.Index(fields=["-created_at", "-id"], name="execution_logs_newest"),
        ]

    def __str__(self) -> str:
        return self.message
