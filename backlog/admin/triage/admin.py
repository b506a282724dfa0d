"""The addresses of triage, on the items' admin."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.admin.access import (
    CuratorAdmin,
    curator_of,
    may_decide,
    require_decider,
    signed_in_user,
)
from accounts.admin.relating import changelist_url
from backlog.admin.triage.answering import for_deciders, refusal
from backlog.admin.triage.payloads import count_payload, offered_reasons, payloads_of, told
from backlog.admin.triage.place import Place
from backlog.admin.triage.requests import (
    LONGEST_REASON,
    BadField,
    read_decision,
    read_ids,
    read_place,
    read_undoing,
)
from backlog.admin.triage.waiting import ITEMS_AT_ONCE, counted, filters_of, waiting_items
from backlog.exceptions import ItemNotFound, MovedOn, TransitionConflict
from backlog.models import BacklogItem, StatusChange
from backlog.services.triaging import decide_once, undo_once


class TriageAdmin(CuratorAdmin):
    """Items that can be gone through one after another."""

    def get_urls(self) -> list[URLPattern]:
        """Add the page and the addresses that its scripts ask."""
        page: Any = self.admin_site.admin_view(require_safe(self._triage))
        own = [
            path("triage/", page, name="backlog_triage"),
            path(
                "triage/queue/",
                require_safe(for_deciders(self._triage_queue)),
                name="backlog_triage_queue",
            ),
            path(
                "triage/decide/", require_POST(for_deciders(_decide)), name="backlog_triage_decide"
            ),
            path("triage/undo/", require_POST(for_deciders(_undo)), name="backlog_triage_undo"),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Show the list, with a link to go through what is new in it for whoever decides."""
        triage = f"{reverse('admin:backlog_triage')}?{filters_of(request)}"
        context = {"triage_url": triage if may_decide(request) else ""}
        return super().changelist_view(request, context | (extra_context or {}))

    def _triage(self, request: HttpRequest) -> HttpResponse:
        require_decider(request)
        try:
            first = self._triage_batch(request, None)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(changelist_url(BacklogItem, **{ERROR_FLAG: 1}))
        # The scripts read the token from its cookie, which this sets.
        get_token(request)
        return TemplateResponse(
            request, "backlog/triage/page.html", self._triage_page(request, first)
        )

    def _triage_page(self, request: HttpRequest, first: dict[str, Any]) -> dict[str, Any]:
        user = signed_in_user(request)
        filters = filters_of(request)
        return {
            **self.admin_site.each_context(request),
            "title": "Triage",
            "is_filtered": bool(filters),
            "list_url": f"{changelist_url(BacklogItem)}?{filters}",
            "longest_reason": LONGEST_REASON,
            "review_command": self.when_empty_command,
            "beginning": {
                "queue": first,
                "reasons": offered_reasons(user),
                "user": str(user.pk),
                "filters": filters,
                "csrfCookie": settings.CSRF_COOKIE_NAME,
                "addresses": {
                    name: reverse(f"admin:backlog_triage_{name}")
                    for name in ("queue", "decide", "undo")
                },
                "signIn": reverse("admin:login"),
            },
        }

    def _triage_queue(self, request: HttpRequest) -> JsonResponse:
        ids = read_ids(request)
        if ids is not None:
            return JsonResponse({"items": payloads_of(ids, signed_in_user(request))})
        return JsonResponse(self._triage_batch(request, read_place(request)))

    def _triage_batch(self, request: HttpRequest, after: Place | None) -> dict[str, Any]:
        """The next items; with the first of them, how many there are."""
        rows = waiting_items(self, request, after)
        ids = rows.ids_between(0, ITEMS_AT_ONCE + 1)
        shown = payloads_of(ids[:ITEMS_AT_ONCE], signed_in_user(request))
        batch = {"items": shown, "more": len(ids) > ITEMS_AT_ONCE}
        return batch if after else {**batch, "count": count_payload(counted(rows))}


def _decide(request: HttpRequest) -> JsonResponse:
    asked = read_decision(request)
    actor = curator_of(request)
    _require_own(asked.operation_id, asked.item_id, request)
    try:
        decide_once(
            item_id=asked.item_id,
            decision=asked.decision,
            actor=actor,
            reason=asked.reason,
            operation_id=asked.operation_id,
        )
    except (TransitionConflict, MovedOn):
        return _conflict(request, asked.item_id, "Already {}.")
    return JsonResponse({"id": str(asked.item_id), "status": asked.decision.target})


def _undo(request: HttpRequest) -> JsonResponse:
    asked = read_undoing(request)
    outcome = undo_once(
        item_id=asked.item_id, operation_id=asked.operation_id, actor=curator_of(request)
    )
    if not outcome.changed:
        return _conflict(request, asked.item_id, "It has moved on since: {}.")
    return JsonResponse({"id": str(asked.item_id), "status": _status(asked.item_id)})


def _require_own(operation_id: UUID, item_id: UUID, request: HttpRequest) -> None:
    """Refuse the id of another operation: undoing that one would undo this one too."""
    changes = StatusChange.objects.of_operation(operation_id)
    if changes.exclude(item=item_id, user=signed_in_user(request)).exists():
        raise BadField("operation", "an id that no other operation has")


def _conflict(request: HttpRequest, item_id: UUID, text: str) -> JsonResponse:
    """Say who did what to the item that somebody else was quicker with."""
    status = _status(item_id)
    change = StatusChange.objects.latest_of([item_id]).first()
    standing = told(status, change, signed_in_user(request))
    detail = text.format(standing or "new again")
    return refusal(HTTPStatus.CONFLICT, detail, item={"status": status, "told": standing})


def _status(item_id: UUID) -> str:
    status = BacklogItem.objects.filter(pk=item_id).values_list("status", flat=True).first()
    if status is None:
        raise ItemNotFound(item_id)
    return status
