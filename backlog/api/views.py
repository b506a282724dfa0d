"""What agents ask of the backlog and report to it."""

from typing import Any
from uuid import UUID

from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.api.authentication import actor_of
from backlog.api.serializers import (
    BacklogItemSerializer,
    CompleteSerializer,
    FailSerializer,
    StartSerializer,
)
from backlog.filters import ApprovedItemsFilter
from backlog.models import BacklogItem
from backlog.services import carrying_out


class BacklogItemViewSet(GenericViewSet[BacklogItem]):
    """The approved items that wait, and how each is carried out."""

    queryset = BacklogItem.objects.all()
    serializer_class = BacklogItemSerializer
    lookup_url_kwarg = "item_id"
    lookup_value_regex = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

    @action(detail=False)
    def next(self, request: Request) -> Response:
        """Answer the approved items of the highest priority.

        `limit` (1 to 50, otherwise 1) is how many; `repository_id` keeps to one repository.
        """
        asked = ApprovedItemsFilter(request.query_params, actor=actor_of(request))
        if not asked.is_valid():
            raise ValidationError(asked.errors)
        first = asked.items.by_priority()[: asked.limit_given]
        items = BacklogItemSerializer(first, many=True).data
        if asked.limit_given == 1:
            total = asked.items.count()
            return Response({"item": items[0] if items else None, "total_approved": total})
        return Response({"items": items, "count": len(items)})

    @action(detail=True, methods=["post"], serializer_class=StartSerializer)
    def start(self, request: Request, item_id: str) -> Response:
        """Begin with an approved item, on the branch `branch_name`."""
        item = carrying_out.start(
            item_id=UUID(item_id), actor=actor_of(request), **self._given(request)
        )
        return _answer(item)

    @action(detail=True, methods=["post"], serializer_class=CompleteSerializer)
    def complete(self, request: Request, item_id: str) -> Response:
        """Finish an item that is in progress, with its pull request `pr_url`."""
        item = carrying_out.complete(
            item_id=UUID(item_id), actor=actor_of(request), **self._given(request)
        )
        return _answer(item)

    @action(detail=True, methods=["post"], serializer_class=FailSerializer)
    def fail(self, request: Request, item_id: str) -> Response:
        """Give up an item that is in progress; `error_message` may say why."""
        message = self._given(request).get("error_message") or ""
        item = carrying_out.fail(
            item_id=UUID(item_id), error_message=message, actor=actor_of(request)
        )
        return _answer(item)

    def _given(self, request: Request) -> dict[str, Any]:
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        given: dict[str, Any] = serializer.validated_data
        return given


def _answer(item: BacklogItem) -> Response:
    return Response(BacklogItemSerializer(item).data)
