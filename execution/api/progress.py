"""How far the execution of each item is: read by item, reported by the run that holds it."""

from functools import partial
from typing import Any

from django.http.response import HttpResponseBase
from rest_framework.request import Request

from accounts.api.authentication import actor_of
from accounts.api.resources import Resource
from execution.api.bodies import ProgressBody
from execution.api.orders import PROGRESS_DIRECTIONS
from execution.api.serializers import ExecutionProgressSerializer
from execution.filters import ExecutionProgressFilters
from execution.models import ExecutionProgress
from execution.services.progress import Report, report_progress


class ExecutionProgressViewSet(Resource[ExecutionProgress]):
    """The live state of the execution of items, by the item's id."""

    queryset = ExecutionProgress.objects.all()
    row_serializer = ExecutionProgressSerializer
    filterset_class = ExecutionProgressFilters
    directions = PROGRESS_DIRECTIONS
    search_columns = ("current_task", "current_file")
    row_name = "progress of the backlog item"
    lookup_url_kwarg = "item_id"
    lookup_column = "item_id"
    bodies = {"create": ProgressBody}
    making = ()
    refers = {"create": True}

    def create(self, request: Request) -> HttpResponseBase:
        """Report how far an item is; what isn't named stays as it is.

        A report of another run than the one that holds the item is refused: its claim was given
        up or taken over. A report without news is a sign of life.
        """
        given: dict[str, Any] = self.body(request)
        item_id, run_id = given.pop("item_id"), given.pop("run_id")
        report = partial(
            report_progress,
            item_id=item_id,
            run_id=run_id,
            report=Report(**given),
            actor=actor_of(request),
        )
        return self.changed(request, item_id, report)
