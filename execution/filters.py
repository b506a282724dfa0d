"""What may be asked of lists of executions."""

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.db.models import QuerySet

from accounts.filters import (
    ChoicesFilter,
    IdField,
    IdFilter,
    KnownParametersForm,
    ResourceFilterSet,
    TextFilter,
    WholeNumberFilter,
    before,
    since,
)
from backlog.choices import SubagentType
from execution.choices import LogLevel, Phase, RunStatus, TaskStatus, WaveStatus

if TYPE_CHECKING:
    from execution.querysets import ExecutionLogQuerySet


class ItemOfRunFilter(IdFilter):
    """Remote runs that are about an item."""

    def filter(self, qs: QuerySet[Any], value: UUID | None) -> QuerySet[Any]:
        """Keep the runs that name the item."""
        return qs if value is None else qs.filter(item_ids__contains=[value])


class LinesOfRunFilter(IdFilter):
    """Log lines of a run."""

    def filter(self, qs: QuerySet[Any], value: UUID | None) -> QuerySet[Any]:
        """Keep the run's lines."""
        lines = cast("ExecutionLogQuerySet", qs)
        return lines if value is None else lines.of_run(value)


class ExecutionRunFilters(ResourceFilterSet):
    """What lists of local runs are filtered by."""

    status = ChoicesFilter("status", values=RunStatus.values, about="Where the runs stand.")
    started_since = since("started_at")
    started_before = before("started_at")
    completed_since = since("completed_at")
    completed_before = before("completed_at")
    created_since = since("created_at")
    created_before = before("created_at")


class ExecutionTaskFilters(ResourceFilterSet):
    """What lists of tasks are filtered by."""

    run_id = IdFilter("run", about="Only tasks of this run.")
    item_id = IdFilter("item", about="Only tasks for this backlog item.")
    repository_id = IdFilter("item__repository", about="Only tasks for this repository's items.")
    status = ChoicesFilter("status", values=TaskStatus.values, about="Where the tasks stand.")
    subagent_type = ChoicesFilter(
        "subagent_type", values=SubagentType.values, about="The kind of agent that they are for."
    )
    wave_number = WholeNumberFilter("wave_number", about="Only tasks of this wave.")
    created_since = since("created_at")
    created_before = before("created_at")
    completed_since = since("completed_at")
    completed_before = before("completed_at")


class RemoteExecutionRunFilters(ResourceFilterSet):
    """What lists of remote runs are filtered by."""

    repository_id = IdFilter("repository", about="Only runs of this repository.")
    item_id = ItemOfRunFilter("item_ids", about="Only runs that are about this backlog item.")
    status = ChoicesFilter("status", values=RunStatus.values, about="Where the runs stand.")
    branch_name = TextFilter("branch_name", about="Only runs on this branch.")
    started_since = since("started_at")
    started_before = before("started_at")
    completed_since = since("completed_at")
    completed_before = before("completed_at")
    created_since = since("created_at")
    created_before = before("created_at")


class ExecutionLogFilters(ResourceFilterSet):
    """What lists of log lines are filtered by."""

    execution_run_id = LinesOfRunFilter("execution_run", about="Only lines of this remote run.")
    repository_id = IdFilter("execution_run__repository", about="Only lines of its runs.")
    log_level = ChoicesFilter("log_level", values=LogLevel.values, about="How grave they are.")
    since = since("created_at")
    before = before("created_at")


class ExecutionProgressFilters(ResourceFilterSet):
    """What lists of progress are filtered by."""

    run_id = TextFilter("run_id", about="Only items that this run carries out or carried out.")
    repository_id = IdFilter("item__repository", about="Only this repository's items.")
    current_phase = ChoicesFilter("current_phase", values=Phase.values, about="How far they are.")
    wave_status = ChoicesFilter(
        "wave_status", values=WaveStatus.values, about="Where the current wave stands."
    )
    started_since = since("started_at")
    started_before = before("started_at")
    updated_since = since("updated_at")
    updated_before = before("updated_at")
    completed_since = since("completed_at")
    completed_before = before("completed_at")


class StreamForm(KnownParametersForm):
    """What a stream of progress is narrowed to."""

    item_id = IdField(required=False)
    repository_id = IdField(required=False)
