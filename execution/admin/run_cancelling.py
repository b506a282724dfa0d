"""Cancelling a run from its page: a page asks first, then a POST does it."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods
from unfold.widgets import UnfoldAdminTextareaWidget

from accounts.admin.access import CuratorAdmin, RowAction, curator_of, may_decide, require_decider
from accounts.admin.confirming import Question, answer, ask
from accounts.admin.relating import row_url
from execution.choices import FINISHED_STATUSES
from execution.exceptions import ExecutionError
from execution.models import ExecutionRun
from execution.services.cancelling import cancel_run

_CANCEL: Final = "execution_executionrun_cancel"
_CONSEQUENCE: Final = (
    "Its agents and validations are stopped, and what they wrote is thrown away. Items that aren't"
    " completed by now are approved again."
)


class CancelRunForm(forms.Form):
    """Why the run is to end."""

    reason = forms.CharField(
        required=False,
        label="Reason",
        help_text="Optional; kept in the history of the items.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3, "autofocus": True}),
    )


class CancellingAdmin(CuratorAdmin):
    """Runs that whoever decides may cancel while they go on."""

    def get_urls(self) -> list[URLPattern]:
        """Add the page that asks, which takes the answer too."""
        view = require_http_methods(["GET", "HEAD", "POST"])(self._cancel)
        address = path("<uuid:run_id>/cancel/", self.admin_site.admin_view(view), name=_CANCEL)
        return [address, *super().get_urls()]

    def row_actions(self, request: HttpRequest, row: Any) -> list[RowAction]:
        """Offer it for a run that goes on and has attempts of the engine."""
        if row.status in FINISHED_STATUSES or not may_decide(request) or not row.attempts.exists():
            return []
        url = reverse(f"admin:{_CANCEL}", args=[row.pk])
        return [RowAction("Cancel the run", url, "danger")]

    def _cancel(self, request: HttpRequest, run_id: UUID) -> HttpResponse:
        require_decider(request)
        run = get_object_or_404(ExecutionRun, pk=run_id)
        if request.method != "POST":
            return ask(self, request, _question(run))
        reason = answer(CancelRunForm(request.POST))["reason"]
        try:
            cancel_run(run_id=run.pk, actor=curator_of(request), reason=reason)
        except ExecutionError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, "The run is cancelled.", messages.SUCCESS)
        return HttpResponseRedirect(row_url(run))


def _question(run: ExecutionRun) -> Question:
    return Question(
        title="Cancel the run",
        text=f"Cancel the {run}? {_CONSEQUENCE}",
        button="Cancel the run",
        variant="danger",
        form=CancelRunForm(),
        action_url=reverse(f"admin:{_CANCEL}", args=[run.pk]),
        cancel_url=row_url(run),
        back="Let it go on",
    )
