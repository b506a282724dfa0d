"""Remote execution runs and their logs in the admin."""

from typing import Any, override

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from accounts.admin.access import CuratorAdmin
from accounts.admin.badges import badge
from accounts.admin.relating import changelist_url, row_links, web_link
from backlog.models import BacklogItem
from execution.admin.badges import LOG_LEVEL, RUN_STATUS
from execution.admin.listing import beginning, beginning_of
from execution.admin.log_tail import log_tail
from execution.models import ExecutionLog, RemoteExecutionRun


@admin.register(RemoteExecutionRun)
class RemoteExecutionRunAdmin(CuratorAdmin):
    """Branches and pull requests that were made elsewhere."""

    unlisted_texts = ("error_message", "item_results", "item_ids")
    when_empty = "No remote execution has reported yet. An agent reports with an API key:"
    when_empty_command = "python manage.py createapikey USER"

    list_display = [
        "branch_name",
        "status_badge",
        "repository",
        "item_count",
        "lines_added",
        "lines_removed",
        "started_at",
        "completed_at",
    ]
    list_filter = ["status", ("repository", AutocompleteSelectFilter), "started_at", "completed_at"]
    list_select_related = ["repository"]
    search_fields = ["branch_name", "pr_url", "error_message"]
    fields = [
        ("status_badge", "repository", "owner"),
        ("branch_name", "base_branch"),
        ("pull_request", "pr_number"),
        "items",
        ("item_count", "success_count", "failure_count"),
        ("files_changed", "lines_added", "lines_removed"),
        "item_results",
        "error_message",
        ("started_at", "completed_at"),
        "log",
        ("idempotency_key", "idempotency_expires_at"),
        "id",
    ]
    readonly_fields = ["id", "status_badge", "owner", "pull_request", "items", "log"]

    status_badge = badge("status", RUN_STATUS)

    @admin.display(description="Pull request")
    def pull_request(self, run: RemoteExecutionRun) -> str:
        """Give a link to the pull request."""
        return web_link(run.pr_url)

    @admin.display(description="Items")
    def items(self, run: RemoteExecutionRun) -> str:
        """Give links to the items of the run that are still there."""
        rows = BacklogItem.objects.filter(pk__in=run.item_ids).only("title").by_priority()
        return row_links(rows)

    @admin.display(description="Log")
    def log(self, run: RemoteExecutionRun) -> str:
        """Give the newest lines, and a link to all of them."""
        return log_tail(
            ExecutionLog.objects.of_run(run.pk),
            all_url=changelist_url(ExecutionLog, execution_run__id__exact=run.pk),
        )


class LinesOfRun(AutocompleteSelectFilter):
    """Chooses the run whose lines are listed."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the run's lines, found by its index."""
        chosen: Any = super().queryset(request, queryset)
        lines: QuerySet[Any] = chosen.by_the_runs_index() if self.used_parameters else chosen
        return lines


@admin.register(ExecutionLog)
class ExecutionLogAdmin(CuratorAdmin):
    """The lines that remote runs sent."""

    unlisted_texts = ("message", "metadata")
    when_empty = "Remote executions send their log lines here."

    list_display = ["created_at", "level_badge", "listed_message", "execution_run"]
    list_display_links = ["created_at", "listed_message"]
    list_filter = [
        "log_level",
        ("execution_run__repository", AutocompleteSelectFilter),
        ("execution_run", LinesOfRun),
        "created_at",
    ]
    list_select_related = ["execution_run"]
    search_fields = ["message"]
    fields = [("created_at", "level_badge"), "execution_run", "message", "metadata", "id"]
    readonly_fields = ["id", "created_at", "level_badge"]

    level_badge = badge("log_level", LOG_LEVEL, description="Level")
    listed_message = beginning("message", "message_beginning")

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Add the beginning of the message, which is all that the list shows of it."""
        rows = super().get_queryset(request)
        listed: QuerySet[Any] = rows.annotate(message_beginning=beginning_of("message"))
        return listed
