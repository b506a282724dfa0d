"""The lists that a person comes back to: saved, chosen and deleted above the backlog's list."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from accounts.admin.access import CuratorAdmin, signed_in_user
from accounts.admin.confirming import Question, ask
from accounts.admin.relating import changelist_url
from backlog.exceptions import BacklogError, ViewExists, ViewNotFound
from backlog.models import SavedView
from backlog.services.views import (
    NAME_CHARACTERS,
    VIEWS_OF_A_USER,
    cleaned_query,
    delete_view,
    save_view,
)


@dataclass(frozen=True, slots=True)
class ListedView:
    """A saved view in the menu; `is_shown` says that the list is this view's."""

    name: str
    url: str
    delete_url: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class ViewMenu:
    """A person's saved views, and what is needed to save the list that is shown."""

    views: tuple[ListedView, ...]
    query: str
    save_url: str
    name_characters: int = NAME_CHARACTERS

    @property
    def shown(self) -> str:
        """The name of the view whose list is shown; empty when it is none's."""
        return next((view.name for view in self.views if view.is_shown), "")


class ReplaceForm(forms.Form):
    """Carries a view to be saved through the page that asks whether to replace it."""

    name = forms.CharField(widget=forms.HiddenInput)
    query = forms.CharField(widget=forms.HiddenInput, required=False)
    replace = forms.CharField(widget=forms.HiddenInput)


class SavedViewsAdmin(CuratorAdmin):
    """A list that people save views of."""

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses that save and delete a view."""
        wrap: Any = self.admin_site.admin_view
        delete = wrap(require_POST(self._forget_view))
        return [
            path("views/save/", wrap(require_POST(self._save_view)), name="backlog_view_save"),
            path("views/<uuid:view_id>/delete/", delete, name="backlog_view_delete"),
            *super().get_urls(),
        ]

    def view_menu(self, request: HttpRequest) -> ViewMenu:
        """Give the person's views for the list that the request shows."""
        shown = _shown_query(request)
        rows = SavedView.objects.filter(user=signed_in_user(request))[:VIEWS_OF_A_USER]
        views = tuple(_listed(view, shown) for view in rows)
        return ViewMenu(views, shown, reverse("admin:backlog_view_save"))

    def _save_view(self, request: HttpRequest) -> HttpResponse:
        self._require_viewer(request)
        name, query = request.POST.get("name", ""), request.POST.get("query", "")
        try:
            view = save_view(
                user=signed_in_user(request),
                name=name,
                query=query,
                replace="replace" in request.POST,
            )
        except ViewExists as error:
            return ask(self, request, self._replacing(error, query))
        except BacklogError as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(f"{changelist_url(self.model)}?{_safe(query)}")
        self.message_user(request, f"Saved the view “{view.name}”.", messages.SUCCESS)
        return HttpResponseRedirect(f"{changelist_url(self.model)}?{view.query}")

    def _forget_view(self, request: HttpRequest, view_id: UUID) -> HttpResponse:
        self._require_viewer(request)
        try:
            view = delete_view(user=signed_in_user(request), view_id=view_id)
        except ViewNotFound as error:
            raise Http404(str(error)) from error
        self.message_user(request, f"Deleted the view “{view.name}”.", messages.SUCCESS)
        return HttpResponseRedirect(f"{changelist_url(self.model)}?{view.query}")

    def _replacing(self, error: ViewExists, query: str) -> Question:
        what = f"Replace the view “{error.name}”"
        return Question(
            title=what,
            text=f"You have a view “{error.name}” of another list. Replace it by this one?",
            button="Replace",
            variant="primary",
            form=ReplaceForm(initial={"name": error.name, "query": query, "replace": "yes"}),
            action_url=reverse("admin:backlog_view_save"),
            cancel_url=f"{changelist_url(self.model)}?{_safe(query)}",
        )

    def _require_viewer(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied


def _listed(view: SavedView, shown: str) -> ListedView:
    delete_url = reverse("admin:backlog_view_delete", args=[view.pk])
    return ListedView(view.name, f"?{view.query}", delete_url, view.query == shown)


def _shown_query(request: HttpRequest) -> str:
    return _safe(request.GET.urlencode())


def _safe(query: str) -> str:
    """Give the query string as a view would keep it; empty when it is too long for one."""
    try:
        return cleaned_query(query)
    except BacklogError:
        return ""
