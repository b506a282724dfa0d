"""The live pages and what their scripts ask."""

import json
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone

from accounts.admin.access import curator_of
from execution.admin.live import answering, wording
from execution.admin.live.cancelling import cancel_url
from execution.admin.live.detail import detail_of, item_of
from execution.admin.live.log import Cursor, log_of, source_of
from execution.admin.live.overview import overview
from execution.admin.live.rows import Payload

WHEN_EMPTY: Final = "python manage.py execute_approved"
STREAM: Final = "/api/v1/execution-progress/stream"


def live(request: HttpRequest) -> HttpResponse:
    """Show all that is running."""
    state = overview(curator_of(request), timezone.now())
    context = {
        **admin.site.each_context(request),
        "title": "Live",
        "state": state,
        "rows": [wording.shown(row, state["now"]) for row in state["rows"]],
        "going": sum(row["outcome"] is None for row in state["rows"]),
        "pattern": wording.NO_ROW,
        "command": WHEN_EMPTY,
        "approved_url": f"{reverse('admin:backlog_backlogitem_changelist')}?status__exact=new",
        "beginning": {**_beginning(state), "address": reverse("execution_live:list_state")},
    }
    return TemplateResponse(request, "execution/live/list.html", context)


def list_state(request: HttpRequest) -> JsonResponse:
    """Give all that is running as it is now."""
    return JsonResponse(overview(curator_of(request), timezone.now()))


def item(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Show the execution of an item."""
    actor, now = curator_of(request), timezone.now()
    found = item_of(item_id, actor)
    if found is None:
        raise Http404
    context = _item_page(request, detail_of(found, actor, now), log_of(source_of(found), None, now))
    return TemplateResponse(request, "execution/live/item.html", context)


def _item_page(request: HttpRequest, state: Payload, log: Payload) -> dict[str, Any]:
    item_id, row, now = state["item"]["id"], state["row"], state["now"]
    return {
        **admin.site.each_context(request),
        "title": "Live",
        "subtitle": state["item"]["title"],
        "state": state,
        "row": wording.shown(row, now) if row else wording.NO_ROW,
        "waves": wording.tasks_shown(state["waves"], now),
        "steps": wording.steps(row),
        "log": log,
        "cancel_url": cancel_url(request, item_id),
        "beginning": {
            **_beginning(state),
            "log": log,
            "address": reverse("execution_live:item_state", args=[item_id]),
            "logAddress": reverse("execution_live:item_log", args=[item_id]),
        },
    }


def item_state(request: HttpRequest, item_id: UUID) -> JsonResponse:
    """Give the execution of an item as it is now."""
    actor = curator_of(request)
    found = item_of(item_id, actor)
    if found is None:
        return answering.refusal(HTTPStatus.NOT_FOUND, answering.NO_ITEM)
    return JsonResponse(detail_of(found, actor, timezone.now()))


def item_log(request: HttpRequest, item_id: UUID) -> JsonResponse:
    """Give the lines of the log after the cursor `after`, or the last ones without it."""
    found = item_of(item_id, curator_of(request))
    if found is None:
        return answering.refusal(HTTPStatus.NOT_FOUND, answering.NO_ITEM)
    given = request.GET.get("after", "")
    try:
        after = Cursor.read(given) if given else None
    except (ValueError, OverflowError):
        return answering.refusal(HTTPStatus.BAD_REQUEST, answering.BAD_CURSOR)
    return JsonResponse(log_of(source_of(found), after, timezone.now()))


def worker(_request: HttpRequest) -> HttpResponse:
    """Give the script of the shared worker, with the policy that the admin's answers have.

    Under its own address below the static files it might not ask the live server.
    """
    script = static("execution/live/worker.js")
    return HttpResponse(f"import {json.dumps(script)};\n", "text/javascript")


def _beginning(state: Payload) -> dict[str, Any]:
    """What the scripts need first."""
    return {
        "state": state,
        "labels": wording.LABELS,
        "worker": reverse("execution_live:worker"),
        "stream": STREAM,
        "signIn": reverse("admin:login"),
    }
