"""Tables whose rows are taken away for good, after a question."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
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
from accounts.admin.relating import changelist_url


@dataclass(frozen=True, kw_only=True)
class Removal:
    """What taking a row away is called, what it leads to, and the service that does it."""

    name: str
    label: str
    done: str
    warning: str
    remove: Callable[[Any], None]


class RemovingAdmin(CuratorAdmin):
    """A table whose rows a person may take away; its one action calls `ask_about`."""

    removal: ClassVar[Removal]

    def get_urls(self) -> list[URLPattern]:
        """Add the page that asks about one row, and the address that takes rows away."""
        name = self.removal.name
        wrap = self.admin_site.admin_view
        return [
            path(f"{name}/", wrap(require_POST(self._remove)), name=self._url_name(many=True)),
            path(f"<uuid:row_id>/{name}/", wrap(self._ask_about_one), name=self._url_name()),
            *super().get_urls(),
        ]

    def row_actions(self, request: HttpRequest, row: Model) -> list[RowAction]:
        """Offer the removal on the row's page."""
        if not self.has_remove_permission(request):
            return []
        url = reverse(f"admin:{self._url_name()}", args=[row.pk])
        return [RowAction(self.removal.label, url, "danger")]

    def _url_name(self, *, many: bool = False) -> str:
        app, model = self.opts.app_label, self.opts.model_name
        return f"{app}_{model}_{self.removal.name}{'_selected' if many else ''}"

    def ask_about(self, request: HttpRequest, queryset: QuerySet[Model]) -> HttpResponse:
        """Ask whether to take the selection away."""
        return self._question(request, list(queryset))

    def _ask_about_one(self, request: HttpRequest, row_id: UUID) -> HttpResponse:
        self._require_permission(request)
        return self._question(request, [get_object_or_404(self.get_queryset(request), pk=row_id)])

    def _question(self, request: HttpRequest, rows: Sequence[Model]) -> HttpResponse:
        url = reverse(f"admin:{self._url_name(many=True)}")
        what = counted(len(rows), self)
        question = Question(
            title=f"{self.removal.label} {what}",
            text=f"{self.removal.label} {what}? {self.removal.warning}",
            button=self.removal.label,
            variant="danger",
            form=RowsForm.about({row.pk: "" for row in rows}),
            action_url=keeping_filters(self, request, url),
            cancel_url=keeping_filters(self, request, changelist_url(self.model)),
            subjects=tuple(str(row) for row in rows),
        )
        return ask(self, request, question)

    def _remove(self, request: HttpRequest) -> HttpResponse:
        self._require_permission(request)
        rows = list(
            self.get_queryset(request).filter(pk__in=answer(RowsForm(request.POST))["seen"])
        )
        names = [str(row) for row in rows]
        for row in rows:
            self.log_deletions(request, self.model.objects.filter(pk=row.pk))
            self.removal.remove(row)
        done = f"{self.removal.done} {counted(len(rows), self)}: {named(names)}."
        gone = "Nothing was there any more: somebody else was faster."
        self.message_user(
            request, done if rows else gone, messages.SUCCESS if rows else messages.WARNING
        )
        return back_to_list(self, request)

    def has_remove_permission(self, request: HttpRequest) -> bool:
        """Tell whether the person may take rows away; Django's own deleting stays closed."""
        return request.user.has_perm(f"{self.opts.app_label}.delete_{self.opts.model_name}")

    def _require_permission(self, request: HttpRequest) -> None:
        if not self.has_remove_permission(request):
            raise PermissionDenied
