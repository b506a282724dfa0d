"""Local execution runs and their tasks in the admin."""

from typing import Any, override

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from accounts.admin.access import CuratorAdmin
from accounts.admin.badges import badge
from execution.admin.badges import RUN_STATUS, TASK_STATUS
from execution.admin.listing import beginning, beginning_of
from execution.admin.run_starting import StartingAdmin
from execution.admin.spending import in_dollars, tokens_in_words
from execution.models import ExecutionRun, ExecutionTask
from execution.services.spending import spending_of

_WHEN_EMPTY = "Nothing was executed yet. Approve items, have their PRDs written, and run:"


@admin.register(ExecutionRun)
class ExecutionRunAdmin(StartingAdmin):
    """Local batches over approved items."""

    when_empty = _WHEN_EMPTY
    when_empty_command = "python manage.py execute_approved --repository OWNER/NAME"

    list_display = [
        "started_at",
        "status_badge",
        "item_count",
        "tasks_completed",
        "tasks_failed",
        "total_tasks",
        "completed_at",
    ]
    list_filter = ["status", "started_at", "completed_at"]
    search_fields = ["error_message"]
    fields = [
        ("status_badge", "item_count"),
        ("tasks_completed", "tasks_failed", "total_tasks"),
        ("started_at", "completed_at"),
        "spent",
        "error_message",
        "id",
    ]
    readonly_fields = ["id", "status_badge", "spent"]

    status_badge = badge("status", RUN_STATUS)

    @admin.display(description="Tokens and cost")
    def spent(self, run: ExecutionRun) -> str:
        """Give what all attempts of the run used together."""
        total = spending_of(run.attempts.all())
        tokens = tokens_in_words(total.input_tokens, total.output_tokens)
        return f"{tokens}, {in_dollars(total.cost)}"


@admin.register(ExecutionTask)
class ExecutionTaskAdmin(CuratorAdmin):
    """The tasks of local runs, wave by wave."""

    unlisted_texts = ("description", "error_message", "result_summary")
    when_empty = _WHEN_EMPTY
    when_empty_command = "python manage.py execute_approved --repository OWNER/NAME"

    list_display = [
        "listed_description",
        "status_badge",
        "wave_number",
        "task_number",
        "subagent_type",
        "item",
        "run",
        "started_at",
        "completed_at",
    ]
    list_filter = [
        "status",
        ("item__repository", AutocompleteSelectFilter),
        "subagent_type",
        "started_at",
        "completed_at",
    ]
    list_select_related = ["run", "item"]
    search_fields = ["description", "item__title"]
    fields = [
        ("run", "item"),
        ("wave_number", "task_number", "subagent_type"),
        "status_badge",
        "description",
        "result_summary",
        "error_message",
        ("started_at", "completed_at"),
        "id",
    ]
    readonly_fields = ["id", "status_badge"]

    status_badge = badge("status", TASK_STATUS)
    listed_description = beginning("description", "description_beginning")

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Add the beginning of the description, which is all that the list shows of it."""
        rows = super().get_queryset(request)
        listed: QuerySet[Any] = rows.annotate(description_beginning=beginning_of("description"))
        return listed
