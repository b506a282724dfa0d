"""The decisions that were made, newest first, each with a button that undoes it."""

from collections.abc import Mapping
from typing import Any, Final, override
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.admin.access import CuratorAdmin, may_decide
from accounts.models import User
from backlog.admin.addresses import query_of, time_in
from backlog.choices import Decision
from backlog.operations import IS_DECISION, OperationPage, operations_before

DECISIONS_A_PAGE: Final = 25
OFFERED_PEOPLE: Final = 200
UNDOING: Final = "undo"
"""The choice of what took other decisions back."""


class DecisionsForm(forms.Form):
    """Whose decisions are shown, and which."""

    user = forms.ChoiceField(label="Person", required=False, widget=UnfoldAdminSelectWidget)
    decision = forms.ChoiceField(
        required=False,
        widget=UnfoldAdminSelectWidget,
        choices=[("", "All"), *Decision.choices, (UNDOING, "Undo")],
    )

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        people = User.objects.deciding().order_by("github_username")[:OFFERED_PEOPLE]
        choices = [(str(person.pk), str(person)) for person in people]
        self.fields["user"].choices = [("", "Everybody"), *choices]  # type: ignore[attr-defined]

    def condition(self) -> Q | None:
        """Give what the changes have; None when somebody or something unknown is asked for."""
        if not self.is_valid():
            return None
        user, decision = self.cleaned_data["user"], self.cleaned_data["decision"]
        by = Q(user=UUID(user)) if user else Q()
        return IS_DECISION & by & _changes_of(decision)


class DecisionsAdmin(CuratorAdmin):
    """Items with a page of the decisions about them."""

    @override
    def get_urls(self) -> list[URLPattern]:
        """Add the page of decisions."""
        wrap: Any = self.admin_site.admin_view
        own = path("decisions/", wrap(require_safe(self._decisions)), name="backlog_decisions")
        return [own, *super().get_urls()]

    def _decisions(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = DecisionsForm(request.GET)
        condition = form.condition()
        before = time_in(request.GET.get("before", ""))
        page = (
            operations_before(before, DECISIONS_A_PAGE, condition)
            if condition is not None
            else OperationPage([], None)
        )
        context = {
            **self.admin_site.each_context(request),
            "title": "Decisions",
            "form": form,
            "operations": page.operations,
            "older": page.before and _query(request, before=page.before.isoformat()),
            "newest": before and _query(request),
            "may_decide": may_decide(request),
        }
        return TemplateResponse(request, "backlog/decisions.html", context)


def _changes_of(decision: str) -> Q:
    if not decision:
        return Q()
    if decision == UNDOING:
        return Q(undoes_operation_id__isnull=False)
    return Q(to_status=Decision(decision).target, undoes_operation_id=None)


def _query(request: HttpRequest, **place: str) -> str:
    return query_of({**{name: request.GET.get(name) for name in ("user", "decision")}, **place})
