"""The backlog's resources: items, what the filter kept out, and what people brought back."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from drf_spectacular.utils import (
    OpenApiParameter,
    PolymorphicProxySerializer,
    extend_schema,
)
from rest_framework.decorators import action
from rest_framework.request import Request

from accounts.api.authentication import actor_of
from accounts.api.idempotency import once
from accounts.api.listing.columns import Columns, json_bytes
from accounts.api.listing.parameters import Asked
from accounts.api.listing.questions import Question
from accounts.api.resources import Resource, answer, require_no_body
from backlog.api.found_items import search_question
from backlog.api.next_items import next_items
from backlog.api.orders import ITEM_DIRECTIONS, NEWEST_DIRECTIONS, RESTORED_DIRECTIONS
from backlog.api.serializers import (
    BacklogItemAloneSerializer,
    BacklogItemSerializer,
    DecisionBody,
    FilteredItemSerializer,
    NextItemSerializer,
    NextItemsSerializer,
    RejectionBody,
    RestoreBody,
    RestoreFeedbackSerializer,
)
from backlog.choices import Decision
from backlog.filters import LIMIT_RANGE, FilteredItemFilters, ItemFilters, RestoreFeedbackFilters
from backlog.models import BacklogItem, FilteredItem, RestoreFeedback
from backlog.services.deciding import decide, require_curator
from backlog.services.requirements_documents import assistant_for, draft_prd, store_prd
from backlog.services.restoring import restore


def _perhaps_blank(schema: dict[str, Any]) -> dict[str, Any]:
    """Let a parameter of the wire be blank, as if it were left out."""
    return {"anyOf": [schema, {"type": "string", "maxLength": 0}]}


class BacklogItemViewSet(Resource[BacklogItem]):
    """Proposed improvements: what waits, and what was decided; `execution` adds the rest."""

    queryset = BacklogItem.objects.all()
    row_serializer = BacklogItemSerializer
    alone_serializer = BacklogItemAloneSerializer
    filterset_class = ItemFilters
    directions = ITEM_DIRECTIONS
    search_columns = ("title", "problem", "solution")
    row_name = "backlog item"
    lookup_url_kwarg = "item_id"
    bodies = {
        "approve": DecisionBody,
        "defer": DecisionBody,
        "reject": RejectionBody,
        "reopen": DecisionBody,
    }
    answers = {
        "next": PolymorphicProxySerializer(
            component_name="Next",
            serializers=[NextItemSerializer, NextItemsSerializer],
            resource_type_field_name=None,
        )
    }
    refers = {"next": True}
    failures = {
        "generate_prd": {
            502: "The assistant can't be asked, failed, or wrote no PRD that can be executed.",
            503: "The assistant writes as many PRDs as it may at once.",
        }
    }

    @classmethod
    def question_about(cls, rows: QuerySet[Any], asked: Asked, columns: Columns) -> Question:
        """Look words up in the index of words."""
        if asked.search:
            return search_question(rows, asked, columns)
        return Question.about(rows, asked, columns)

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "limit",
                _perhaps_blank(
                    {"type": "integer", "minimum": LIMIT_RANGE[0], "maximum": LIMIT_RANGE[1]}
                ),
                description="How many items at most; one has another form than several.",
            ),
            OpenApiParameter(
                "repository_id",
                _perhaps_blank({"type": "string", "format": "uuid"}),
                description="Only items of this repository, one of the user's.",
            ),
        ]
    )
    @action(detail=False)
    def next(self, request: Request) -> HttpResponseBase:
        """Answer the approved items of the highest priority.

        `limit` (1 to 50, otherwise 1) is how many; `repository_id` keeps to one repository.
        """
        actor = actor_of(request)
        query = request._request.META.get("QUERY_STRING", "")  # noqa: SLF001 - the request under it
        asked = next_items(query, self.sees_all(actor))
        return answer(request, json_bytes(asked.answer(actor)))

    @action(detail=True, methods=["post"])
    def approve(self, request: Request, **kwargs: str) -> HttpResponseBase:
        """Approve an item: agents may carry it out. For curators alone."""
        return self._decided(request, kwargs, Decision.APPROVE)

    @action(detail=True, methods=["post"])
    def defer(self, request: Request, **kwargs: str) -> HttpResponseBase:
        """Put an item off. For curators alone."""
        return self._decided(request, kwargs, Decision.DEFER)

    @action(detail=True, methods=["post"])
    def reject(self, request: Request, **kwargs: str) -> HttpResponseBase:
        """Reject an item, with a `reason`: it isn't proposed again. For curators alone."""
        return self._decided(request, kwargs, Decision.REJECT)

    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, **kwargs: str) -> HttpResponseBase:
        """Put a decided item back among the new ones. For curators alone."""
        return self._decided(request, kwargs, Decision.REOPEN)

    @action(detail=True, methods=["post"], url_path="generate-prd")
    def generate_prd(self, request: Request, **kwargs: str) -> HttpResponseBase:
        """Have the item's PRD written, by the assistant that is configured or from a template.

        It takes as long as the assistant does. A PRD that a person wrote or edited is left alone.
        """
        require_no_body(request)
        item_id, actor = self.row_id(kwargs), actor_of(request)
        with self.if_unchanged(request, item_id):
            assistant = assistant_for(item_id=item_id, actor=actor)
        draft = draft_prd(item_id=item_id, actor=actor, assistant=assistant)
        return self.changed(
            request, item_id, lambda: store_prd(item_id=item_id, draft=draft, actor=actor)
        )

    def _decided(
        self, request: Request, kwargs: dict[str, str], decision: Decision
    ) -> HttpResponseBase:
        item_id, actor = self.row_id(kwargs), actor_of(request)
        require_curator(actor)
        given = self.body(request)
        seen = given["seen_status"] or self._status(item_id)
        return self.changed(
            request,
            item_id,
            lambda: decide(
                item_id=item_id,
                seen=seen,
                decision=decision,
                actor=actor,
                reason=given["reason"],
            ),
        )

    def _status(self, item_id: Any) -> str:
        """Give the item's status, which a request that names none is taken to have seen."""
        status = BacklogItem.objects.filter(pk=item_id).values_list("status", flat=True).first()
        if status is None:
            raise Http404(f"There is no backlog item {item_id}.")
        return status


class FilteredItemViewSet(Resource[FilteredItem]):
    """Suggestions that a rule of the filter kept out of the backlog."""

    queryset = FilteredItem.objects.all()
    row_serializer = FilteredItemSerializer
    filterset_class = FilteredItemFilters
    directions = NEWEST_DIRECTIONS
    search_columns = ("title", "problem", "solution")
    row_name = "filtered item"
    lookup_url_kwarg = "filtered_item_id"
    bodies = {"restore": RestoreBody}
    answers = {"restore": BacklogItemAloneSerializer}
    making = ("restore",)

    @action(detail=True, methods=["post"])
    @once()
    def restore(self, request: Request, **kwargs: str) -> HttpResponseBase:
        """Make a new backlog item of a filtered one, and answer it. For curators alone."""
        filtered_item_id, actor = self.row_id(kwargs), actor_of(request)
        require_curator(actor)
        given = self.body(request)
        with self.if_unchanged(request, filtered_item_id):
            item = restore(filtered_item_id=filtered_item_id, actor=actor, reason=given["reason"])
        item.refresh_from_db()
        return answer(request, json_bytes(BacklogItemAloneSerializer(item).data), 201)


class RestoreFeedbackViewSet(Resource[RestoreFeedback]):
    """What people brought back of what the filter had kept out."""

    queryset = RestoreFeedback.objects.all()
    row_serializer = RestoreFeedbackSerializer
    filterset_class = RestoreFeedbackFilters
    directions = RESTORED_DIRECTIONS
    row_name = "restore feedback"
    lookup_url_kwarg = "feedback_id"
