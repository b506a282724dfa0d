"""Executions as JSON: the columns of their tables, none of them to be written."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.serializers import RowSerializer
from execution.live.rows import COLUMNS
from execution.models import (
    ExecutionLog,
    ExecutionProgress,
    ExecutionRun,
    ExecutionTask,
    RemoteExecutionRun,
)


class ExecutionRunSerializer(RowSerializer[ExecutionRun]):
    """A local batch over approved items."""

    class Meta:
        model = ExecutionRun
        fields = [
            "id",
            "created_at",
            "item_count",
            "started_at",
            "completed_at",
            "status",
            "error_message",
            "tasks_completed",
            "tasks_failed",
            "total_tasks",
        ]


class ExecutionTaskSerializer(RowSerializer[ExecutionTask]):
    """One task of a local run."""

    class Meta:
        model = ExecutionTask
        fields = [
            "id",
            "created_at",
            "run_id",
            "item_id",
            "wave_number",
            "task_number",
            "description",
            "subagent_type",
            "status",
            "started_at",
            "completed_at",
            "error_message",
            "result_summary",
        ]


@extend_schema_field(
    {
        "description": "How items ended: a list of objects of item_id, status (success or failed)"
        " and error_message, or null. Programs that write to the database themselves may keep"
        " another form."
    }
)
class ItemResultsField(serializers.JSONField):
    """How the items of a remote run ended, by whoever wrote it."""


class RemoteExecutionRunSerializer(RowSerializer[RemoteExecutionRun]):
    """One branch and pull request made elsewhere, without the key of the request that made it.

    The key stays with whoever sent it: a run is also seen by the user of its repository.
    """

    item_results = ItemResultsField(read_only=True)

    class Meta:
        model = RemoteExecutionRun
        fields = [
            "id",
            "created_at",
            "user_id",
            "repository_id",
            "item_ids",
            "item_count",
            "branch_name",
            "base_branch",
            "pr_url",
            "pr_number",
            "started_at",
            "completed_at",
            "status",
            "error_message",
            "files_changed",
            "lines_added",
            "lines_removed",
            "idempotency_expires_at",
            "item_results",
            "success_count",
            "failure_count",
        ]


class ExecutionLogSerializer(RowSerializer[ExecutionLog]):
    """A line that a remote run logged."""

    class Meta:
        model = ExecutionLog
        fields = ["id", "created_at", "execution_run_id", "log_level", "message", "metadata"]


class ExecutionProgressSerializer(RowSerializer[ExecutionProgress]):
    """How far the execution of an item is."""

    class Meta:
        model = ExecutionProgress
        fields = COLUMNS
