"""Taking a decision back, from the message after it, from the history or from an item's page."""

from typing import Any, override

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from accounts.admin.access import CuratorAdmin, curator_of, require_decider
from accounts.admin.confirming import answer
from backlog.admin.addresses import next_page
from backlog.admin.outcomes import UndoLabel, named_titles, report
from backlog.exceptions import BacklogError
from backlog.services.undoing import undo


class UndoForm(forms.Form):
    """Which decision is undone, about all of its items or about one."""

    operation = forms.UUIDField()
    item = forms.UUIDField(required=False)


class UndoingAdmin(CuratorAdmin):
    """Items whose decisions can be undone, by a POST to `admin:backlog_undo`."""

    @override
    def get_urls(self) -> list[URLPattern]:
        """Add the address that undoes."""
        wrap: Any = self.admin_site.admin_view
        own = path("undo/", wrap(require_POST(self._undo)), name="backlog_undo")
        return [own, *super().get_urls()]

    def _undo(self, request: HttpRequest) -> HttpResponse:
        require_decider(request)
        given = answer(UndoForm(request.POST))
        item = given["item"]
        try:
            outcome = undo(
                operation_id=given["operation"],
                actor=curator_of(request),
                item_ids=[item] if item else None,
            )
        except BacklogError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            report(
                self,
                request,
                done="Undid the decision about",
                outcome=outcome,
                titles=named_titles(outcome),
                undo_label=UndoLabel.REDO,
            )
        return HttpResponseRedirect(next_page(request))
