"""The page of one item in the admin: read first, edited on demand, with its whole history."""

from typing import Any, Final, override
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts.admin.access import curator_of, may_decide
from accounts.admin.confirming import keeping_filters
from accounts.admin.relating import row_url
from backlog.admin.addresses import time_in
from backlog.admin.benefits import benefit_cards
from backlog.admin.explaining import shown_explanation
from backlog.admin.item_page.editing import ItemForm, answered_with, conflicting_fields
from backlog.admin.item_page.evidence import evidence_of
from backlog.admin.item_page.panels import registered_panels
from backlog.admin.item_page.previewing import preview
from backlog.admin.item_page.related import related_of
from backlog.admin.item_page.requirements_document import requirements_document_of
from backlog.admin.item_page.scores import scores_of
from backlog.admin.item_page.timeline import (
    CHANGES_ON_HISTORY_PAGE,
    CHANGES_ON_ITEM_PAGE,
    field_label,
    status_of,
    text_lines,
    timeline_of,
)
from backlog.admin.item_page.versions import versions_of
from backlog.admin.item_page.writing_prds import PRDWritingAdmin
from backlog.exceptions import EditConflict
from backlog.models import BacklogItem, FieldChange
from backlog.prd.rendering import rendered
from backlog.services.editing import add_item, edit_item

EDIT_PARAMETER: Final = "edit"
"""Asks for the form in place of the page that is read."""

_SCORES: Final = (
    "Scores",
    {"fields": [("impact_score", "effort_score", "complexity"), ("area", "type")]},
)
_ADDED: Final = (
    (None, {"fields": ["repository", "title", "problem", "solution"]}),
    _SCORES,
)
_EDITED: Final = (
    (None, {"fields": ["title", "problem", "solution"]}),
    _SCORES,
    ("PRD", {"fields": ["prd_content"]}),
)
_READ_WITH: Final = ("repository", "analysis_run__reviewed_commit", "user")


class ItemPageAdmin(PRDWritingAdmin):
    """Items with a page that is read, a form that notices what others wrote, and a history."""

    form = ItemForm
    autocomplete_fields = ["repository"]
    change_form_outer_before_template: Any = "backlog/item/edit_top.html"
    change_form_before_template: Any = "backlog/item/edit_seen.html"

    @override
    def get_urls(self) -> list[URLPattern]:
        """Add the preview of Markdown and the page of one change."""
        wrap: Any = self.admin_site.admin_view
        own = [
            path("prd-preview/", wrap(self._preview), name="backlog_prd_preview"),
            path(
                "<uuid:item_id>/changes/<int:change_id>/",
                wrap(self._text_change),
                name="backlog_text_change",
            ),
        ]
        return [*own, *super().get_urls()]

    @override
    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask for the repository of an item that is added; it keeps it."""
        return _ADDED if obj is None else _EDITED

    @override
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the page; the form where somebody asks for it who may change the item."""
        item = self._item(request, object_id)
        edits = request.method == "POST" or EDIT_PARAMETER in request.GET
        if item is None or (edits and self.has_change_permission(request, item)):
            return super().change_view(request, object_id, form_url, extra_context)
        if request.method == "POST":
            raise PermissionDenied
        return TemplateResponse(request, "backlog/item/page.html", self._page(request, item))

    @override
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show the form again, with the differences, when somebody else changed the same text."""
        context: dict[str, Any] = {
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
            **(extra_context or {}),
        }
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except EditConflict as conflict:
            request.POST = answered_with(request.POST, conflict)  # type: ignore[assignment]  # a QueryDict too
            context |= {"conflict": conflict, "conflicting_fields": conflicting_fields(conflict)}
            page = super().changeform_view(request, object_id, form_url, context)
            page.status_code = 409
            return page

    @override
    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the history, page by page: `before` is the time that the page begins at."""
        item = self._item(request, object_id)
        if item is None:
            raise Http404
        before = time_in(request.GET.get("before", "").replace(" ", "+"))
        context = self._context(request, item) | {
            "title": "History",
            "timeline": timeline_of(item, limit=CHANGES_ON_HISTORY_PAGE, before=before),
        }
        return TemplateResponse(request, "backlog/item/history.html", context)

    @override
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write through the services: what an item says, never where it stands."""
        if change:
            edit_item(
                item_id=obj.pk,
                changes=form.edits(),
                seen=form.cleaned_data["seen"],
                actor=curator_of(request),
            )
        else:
            add_item(item=obj, actor=curator_of(request))

    @override
    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """Go back to the item's page."""
        return HttpResponseRedirect(keeping_filters(self, request, row_url(obj)))

    def _item(self, request: HttpRequest, object_id: str) -> BacklogItem | None:
        """The item with what its page says of other rows; None if there is none of this id."""
        rows = BacklogItem.objects.select_related(*_READ_WITH)
        try:
            item = rows.filter(pk=UUID(object_id)).first()
        except ValueError:
            return None
        if item is not None and not self.has_view_or_change_permission(request, item):
            raise PermissionDenied
        return item

    def _context(self, request: HttpRequest, item: BacklogItem) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": item.title,
            "opts": self.opts,
            "original": item,
            "item": item,
            "may_decide": may_decide(request),
            "page_url": keeping_filters(self, request, row_url(item)),
            "history_url": reverse("admin:backlog_backlogitem_history", args=[item.pk]),
            "undo_url": reverse("admin:backlog_undo"),
        }

    def _page(self, request: HttpRequest, item: BacklogItem) -> dict[str, Any]:
        edit_url = keeping_filters(self, request, f"{row_url(item)}?{EDIT_PARAMETER}=1")
        return {
            **self._context(request, item),
            "row_actions": self.row_actions(request, item),
            "status": status_of(item.status),
            "repository_url": row_url(item.repository) if item.repository else "",
            "run_url": row_url(item.analysis_run) if item.analysis_run else "",
            "edit_url": edit_url if self.has_change_permission(request, item) else "",
            "problem": rendered(item.problem),
            "solution": rendered(item.solution),
            "scores": scores_of(item),
            "judgement": shown_explanation(item),
            "evidence": evidence_of(item),
            "benefits": benefit_cards(item.benefits),
            "document": requirements_document_of(item),
            "versions": versions_of(item),
            "generate_url": self._generate_url(request, item),
            "panels": registered_panels(item),
            "related": related_of(item),
            "timeline": timeline_of(item, limit=CHANGES_ON_ITEM_PAGE),
        }

    def _generate_url(self, request: HttpRequest, item: BacklogItem) -> str:
        if not self.may_generate(request, item):
            return ""
        url = reverse("admin:backlog_generate_prd", args=[item.pk])
        return keeping_filters(self, request, url)

    def _preview(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return preview(request)

    def _text_change(self, request: HttpRequest, item_id: UUID, change_id: int) -> HttpResponse:
        item = self._item(request, str(item_id))
        change = get_object_or_404(FieldChange, pk=change_id, item=item_id)
        if item is None:
            raise Http404
        label = field_label(change.field)
        context = self._context(request, item) | {
            "title": f"Change of {label}",
            "change": change,
            "label": label,
            "lines": text_lines(change),
        }
        return TemplateResponse(request, "backlog/item/text_change.html", context)
