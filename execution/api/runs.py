"""Local runs and their tasks, which Mason's own engine writes."""

from accounts.api.resources import Resource
from execution.api.orders import RUN_DIRECTIONS, TASK_DIRECTIONS
from execution.api.serializers import ExecutionRunSerializer, ExecutionTaskSerializer
from execution.filters import ExecutionRunFilters, ExecutionTaskFilters
from execution.models import ExecutionRun, ExecutionTask


class ExecutionRunViewSet(Resource[ExecutionRun]):
    """Local batches over approved items."""

    queryset = ExecutionRun.objects.all()
    row_serializer = ExecutionRunSerializer
    filterset_class = ExecutionRunFilters
    directions = RUN_DIRECTIONS
    search_columns = ("error_message",)
    row_name = "execution run"
    lookup_url_kwarg = "run_id"


class ExecutionTaskViewSet(Resource[ExecutionTask]):
    """The tasks of local runs: steps of waves, each for one kind of agent."""

    queryset = ExecutionTask.objects.all()
    row_serializer = ExecutionTaskSerializer
    filterset_class = ExecutionTaskFilters
    directions = TASK_DIRECTIONS
    search_columns = ("description", "result_summary", "error_message")
    row_name = "execution task"
    lookup_url_kwarg = "task_id"
