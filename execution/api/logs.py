"""What remote runs logged, appended in batches."""

from typing import Any

from django.http.response import HttpResponseBase
from rest_framework import serializers, status
from rest_framework.request import Request

from accounts.api.authentication import actor_of
from accounts.api.idempotency import once
from accounts.api.listing.columns import json_bytes
from accounts.api.resources import Resource, answer
from execution.api.log_lines import LinesBody
from execution.api.orders import LOG_DIRECTIONS
from execution.api.serializers import ExecutionLogSerializer
from execution.filters import ExecutionLogFilters
from execution.models import ExecutionLog
from execution.services.logs import append_lines


class AppendedSerializer(serializers.Serializer[Any]):
    """How many lines were kept: all of the batch."""

    created = serializers.IntegerField()


class ExecutionLogViewSet(Resource[ExecutionLog]):
    """The lines that remote runs logged, the newest first."""

    queryset = ExecutionLog.objects.all()
    row_serializer = ExecutionLogSerializer
    filterset_class = ExecutionLogFilters
    directions = LOG_DIRECTIONS
    search_columns = ("message",)
    row_name = "execution log"
    lookup_url_kwarg = "log_id"
    bodies = {"create": LinesBody}
    answers = {"create": AppendedSerializer}
    refers = {"create": True}

    @once()
    def create(self, request: Request) -> HttpResponseBase:
        """Append lines to the log of a remote run: all of them, or none if one is refused."""
        given = self.body(request)
        created = append_lines(
            run_id=given["execution_run_id"], lines=given["entries"], actor=actor_of(request)
        )
        return answer(request, json_bytes({"created": created}), status.HTTP_201_CREATED)
