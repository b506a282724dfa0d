"""How far the execution of each item is: read by item, reported by the run that holds it."""

from functools import partial
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from accounts.actors import Actor
from accounts.api.authentication import actor_of
from accounts.api.resources import Resource
from accounts.models import GitHubRepository
from backlog.models import BacklogItem
from execution.api.bodies import ProgressBody
from execution.api.orders import PROGRESS_DIRECTIONS
from execution.api.serializers import ExecutionProgressSerializer
from execution.filters import ExecutionProgressFilters, StreamForm
from execution.live.addresses import live_address
from execution.live.scopes import Scope
from execution.live.tokens import write_token
from execution.models import ExecutionProgress
from execution.services.progress import Report, report_progress

_ID = {"type": "string", "format": "uuid"}


class EventStreamRenderer(JSONRenderer):
    """Lets in who asks for a stream of events; what is refused is told as JSON."""

    media_type = "text/event-stream"
    format = "event-stream"


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
    refers = {"create": True, "stream": True}
    leading = ("stream",)

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

    @extend_schema(
        parameters=[
            OpenApiParameter("item_id", _ID, description="Only this backlog item."),
            OpenApiParameter("repository_id", _ID, description="Only this repository's items."),
        ]
    )
    @action(detail=False, renderer_classes=[JSONRenderer, EventStreamRenderer])
    def stream(self, request: Request) -> HttpResponseBase:
        """Follow progress live: leads to a stream of Server-Sent Events.

        The address that it leads to works for a minute and for what the asker may see; a client
        that was cut off asks here again. First comes `snapshot` with `rows`, what is in progress
        or ended within ten minutes; then `progress` with a row for each change, `removed` with
        `item_id`, `tasks` with `item_id` and `run_id` when tasks changed, and `heartbeat`.
        """
        form, actor = StreamForm(request.query_params), actor_of(request)
        if not form.is_valid():
            raise ValidationError(cast("Any", form.errors))
        scope = Scope.of(actor, **form.cleaned_data)
        _require_visible(scope, actor)
        token = urlencode({"token": write_token(scope)})
        return HttpResponse(
            status=status.HTTP_307_TEMPORARY_REDIRECT,
            headers={
                "Location": f"{live_address(request._request)}/stream?{token}",  # noqa: SLF001 - the request under it
                "Cache-Control": "no-store",
            },
        )


def _require_visible(scope: Scope, actor: Actor) -> None:
    """Raise Http404 for an item or a repository that isn't there for whoever asks."""
    if scope.item_id is not None:
        items = BacklogItem.objects.visible_to(actor).filter(pk=scope.item_id)
        _require(items, "backlog item", scope.item_id)
    if scope.repository_id is not None:
        repositories = GitHubRepository.objects.visible_to(actor).filter(pk=scope.repository_id)
        _require(repositories, "repository", scope.repository_id)


def _require(rows: QuerySet[Any], name: str, row_id: UUID) -> None:
    if not rows.exists():
        raise Http404(f"There is no {name} {row_id}.")
