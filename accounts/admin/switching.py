"""Letting repositories take part in reviews or rest, from their list and from their pages."""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from accounts.admin.access import CuratorAdmin, RowAction
from accounts.admin.confirming import (
    Question,
    RowsForm,
    answer,
    ask,
    back_to_list,
    counted,
    keeping_filters,
    named,
)
from accounts.admin.relating import changelist_url, row_url
from accounts.models import GitHubRepository
from accounts.services.editing import set_active

_ACTIVATE: Final = "accounts_githubrepository_activate"
_DEACTIVATE: Final = "accounts_githubrepository_deactivate"
_ASK: Final = "accounts_githubrepository_ask_deactivate"
_CONSEQUENCE: Final = (
    "Agents and pages that choose a repository are no longer offered what is inactive. Items and"
    " reviews stay, and it can be activated again."
)


class SwitchingAdmin(CuratorAdmin):
    """Repositories that a person may deactivate, after a question, and activate again."""

    actions: Any = ["activate", "deactivate"]

    def get_urls(self) -> list[URLPattern]:
        """Add the page that asks, and the addresses that change."""
        wrap = self.admin_site.admin_view
        return [
            path("deactivate/", wrap(require_POST(self._deactivate)), name=_DEACTIVATE),
            path("<uuid:row_id>/deactivate/", wrap(self._ask_about_one), name=_ASK),
            path("<uuid:row_id>/activate/", wrap(require_POST(self._activate)), name=_ACTIVATE),
            *super().get_urls(),
        ]

    def row_actions(self, request: HttpRequest, row: Any) -> list[RowAction]:
        """Offer the one of both that changes something."""
        if not self.has_change_permission(request, row):
            return []
        if row.is_active:
            return [RowAction("Deactivate", reverse(f"admin:{_ASK}", args=[row.pk]), "danger")]
        url = reverse(f"admin:{_ACTIVATE}", args=[row.pk])
        return [RowAction("Activate", url, "primary", posts=True)]

    @admin.action(description="Activate", permissions=["change"])
    def activate(self, request: HttpRequest, queryset: QuerySet[GitHubRepository]) -> None:
        """Let the selected repositories take part again."""
        self._switch(request, queryset.values_list("pk", flat=True), active=True)

    @admin.action(description="Deactivate", permissions=["change"])
    def deactivate(
        self, request: HttpRequest, queryset: QuerySet[GitHubRepository]
    ) -> HttpResponse:
        """Ask whether to let the selected repositories rest."""
        return self._question(request, list(queryset))

    def _ask_about_one(self, request: HttpRequest, row_id: UUID) -> HttpResponse:
        return self._question(request, [self._permitted(request, row_id)])

    def _question(self, request: HttpRequest, rows: Sequence[GitHubRepository]) -> HttpResponse:
        what = counted(len(rows), self)
        question = Question(
            title=f"Deactivate {what}",
            text=f"Deactivate {what}? {_CONSEQUENCE}",
            button="Deactivate",
            variant="danger",
            form=RowsForm.about({row.pk: "" for row in rows}),
            action_url=keeping_filters(self, request, reverse(f"admin:{_DEACTIVATE}")),
            cancel_url=keeping_filters(self, request, changelist_url(self.model)),
            subjects=tuple(str(row) for row in rows),
        )
        return ask(self, request, question)

    def _deactivate(self, request: HttpRequest) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        self._switch(request, answer(RowsForm(request.POST))["seen"], active=False)
        return back_to_list(self, request)

    def _activate(self, request: HttpRequest, row_id: UUID) -> HttpResponse:
        row = self._permitted(request, row_id)
        self._switch(request, [row.pk], active=True)
        return HttpResponseRedirect(row_url(row))

    def _permitted(self, request: HttpRequest, row_id: UUID) -> GitHubRepository:
        if not self.has_change_permission(request):
            raise PermissionDenied
        return get_object_or_404(GitHubRepository, pk=row_id)

    def _switch(self, request: HttpRequest, ids: Iterable[UUID], *, active: bool) -> None:
        changed = set_active(repository_ids=ids, active=active)
        for row in changed:
            self.log_change(request, row, [{"changed": {"fields": ["is active"]}}])
        state = "active" if active else "inactive"
        if not changed:
            self.message_user(request, f"Nothing changed: all are {state}.", messages.WARNING)
            return
        done = "Activated" if active else "Deactivated"
        what = f"{done} {counted(len(changed), self)}: {named(str(row) for row in changed)}."
        self.message_user(request, what, messages.SUCCESS)
