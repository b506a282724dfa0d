"""Cancelling the engine's attempt at an item: a page asks first, then a POST does it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from unfold.widgets import UnfoldAdminTextareaWidget

from accounts.admin.access import curator_of, may_decide, require_decider
from accounts.admin.confirming import Question, answer, ask
from backlog.models import BacklogItem
from execution.admin.live.detail import item_of, latest_attempt, may_be_cancelled
from execution.choices import AttemptStatus
from execution.exceptions import ExecutionError
from execution.models import Attempt, ExecutionProgress
from execution.services.cancelling import cancel_attempt

NOTHING_TO_CANCEL = "There is nothing to cancel: no attempt of the engine waits or runs."
_ASKED_FOR = "Cancelled. What still runs stops in a moment, and the item is approved again."


class CancelForm(forms.Form):
    """The attempt that the person saw, and why it is to end."""

    attempt = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(
        required=False,
        label="Reason",
        help_text="Optional; kept with the attempt.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3, "autofocus": True}),
    )


def cancel_url(request: HttpRequest, item_id: UUID) -> str:
    """Give the address of the page for whoever decides, nothing for others."""
    return reverse("execution_live:cancel", args=[item_id]) if may_decide(request) else ""


@require_http_methods(["GET", "HEAD", "POST"])
def _cancel(request: HttpRequest, item_id: UUID) -> HttpResponse:
    require_decider(request)
    item = item_of(item_id, curator_of(request))
    if item is None:
        raise Http404
    if request.method == "POST":
        return _cancelled(request, item)
    attempt = latest_attempt(item)
    if attempt is None or not may_be_cancelled(attempt):
        messages.warning(request, NOTHING_TO_CANCEL)
        return _back(item)
    model_admin: Any = admin.site.get_model_admin(ExecutionProgress)
    return ask(model_admin, request, _question(item, attempt))


cancel: Any = admin.site.admin_view(_cancel)
"""The view: asks whoever decides, and does what was answered."""


def _question(item: BacklogItem, attempt: Attempt) -> Question:
    is_running = attempt.status == AttemptStatus.RUNNING
    now = "Its agents and validations are stopped, and what they wrote is thrown away. "
    return Question(
        title="Cancel the execution",
        text=f"Cancel the execution of “{item.title}”? {now if is_running else ''}"
        "The item is approved again.",
        button="Cancel the execution",
        variant="danger",
        form=CancelForm(initial={"attempt": attempt.pk}),
        action_url=reverse("execution_live:cancel", args=[item.pk]),
        cancel_url=reverse("execution_live:item", args=[item.pk]),
        back="Let it go on",
    )


def _cancelled(request: HttpRequest, item: BacklogItem) -> HttpResponse:
    given = answer(CancelForm(request.POST))
    if not Attempt.objects.filter(pk=given["attempt"], item=item).exists():
        raise BadRequest("The attempt must be one at the item.")
    try:
        cancel_attempt(
            attempt_id=given["attempt"], actor=curator_of(request), reason=given["reason"]
        )
    except ExecutionError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _ASKED_FOR)
    return _back(item)


def _back(item: BacklogItem) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("execution_live:item", args=[item.pk]))
