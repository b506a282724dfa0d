"""Filtered items in the admin: read, and brought back."""

from collections.abc import Sequence
from datetime import date
from typing import Any, override
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from accounts.admin.access import (
    CuratorAdmin,
    RowAction,
    curator_of,
    may_decide,
    require_decider,
)
from accounts.admin.badges import badge
from accounts.admin.confirming import (
    Question,
    answer,
    ask,
    back_to_list,
    counted,
    keeping_filters,
)
from accounts.admin.relating import changelist_url, row_url
from backlog.admin.badges import FILTER_TIER, OVERRIDE_STATUS
from backlog.admin.confirming import NoteForm, confirming_question
from backlog.admin.deciding import LISTED_SUBJECTS
from backlog.admin.filter_rules import show_rules
from backlog.admin.filtered_page import page_of
from backlog.admin.filters import AreaFilter, ComplexityFilter, ImpactFilter, TypeFilter
from backlog.admin.item_filters import RepositoryFilter, RunFilter
from backlog.admin.outcomes import report, within_limit
from backlog.admin.replaying import replay_page
from backlog.admin.rule_filters import ConfidenceFilter, OverrideFilter, RuleFilter, TierFilter
from backlog.choices import OverrideStatus
from backlog.exceptions import BacklogError
from backlog.models import FilterConfirmation, FilteredItem
from backlog.rule_codes import reason_parts
from backlog.services.confirming import confirm_many
from backlog.services.restoring import restore, restore_many


@admin.register(FilteredItem)
class FilteredItemAdmin(CuratorAdmin):
    """What the filter kept back; read-only but for restoring."""

    unlisted_texts = ("problem", "solution", "evidence", "benefits")
    when_empty = "Nothing was filtered. A review shows here what it kept out of the backlog:"
    when_empty_command = "python manage.py review PATH"

    actions = ["restore", "confirm"]
    list_display = [
        "wide_title",
        "override_badge",
        "tier_badge",
        "rule",
        "filter_confidence",
        "where",
        "created_on",
    ]
    sortable_by = ["created_on"]
    list_filter = [
        OverrideFilter,
        TierFilter,
        RuleFilter,
        ConfidenceFilter,
        ("repository", RepositoryFilter),
        ImpactFilter,
        AreaFilter,
        TypeFilter,
        ComplexityFilter,
        RunFilter,
    ]
    list_select_related = ["repository"]
    search_fields = ["title", "filter_reason"]

    override_badge = badge("override_status", OVERRIDE_STATUS, description="State")

    tier_badge = badge("filter_tier", FILTER_TIER, description="Tier")

    @admin.display(description="Title")
    def wide_title(self, row: FilteredItem) -> SafeString:
        """Give the title enough room beside the narrow columns."""
        return format_html('<span class="block break-words lg:min-w-56">{}</span>', row.title)

    @admin.display(description="Rule")
    def rule(self, row: FilteredItem) -> str:
        """Give the code of the rule, without its sentence."""
        return reason_parts(row.filter_reason).code

    @admin.display(description="Repository")
    def where(self, row: FilteredItem) -> str:
        """Give the repository's name."""
        return str(row.repository or "")

    @admin.display(description="Filtered", ordering="created_at")
    def created_on(self, row: FilteredItem) -> date:
        """Give the day."""
        return localdate(row.created_at)

    @override
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the row with the reasons of its rule, beside what it repeats."""
        row = self._row(object_id)
        if row is None:
            return super().change_view(request, object_id, form_url, extra_context)
        if request.method == "POST" or not self.has_view_permission(request, row):
            raise PermissionDenied
        return TemplateResponse(request, "backlog/filtered/page.html", self._page(request, row))

    @admin.action(description="Restore", permissions=["decide"])
    def restore(
        self, request: HttpRequest, queryset: QuerySet[FilteredItem]
    ) -> HttpResponse | None:
        """Ask whether to restore the selection."""
        if not within_limit(self, request, queryset):
            return None
        url = reverse("admin:backlog_restore_selected")
        rows = list(queryset)
        return self._ask(request, rows, action_url=url, cancel_url=changelist_url(self.model))

    @admin.action(description="Confirm that the filter was right", permissions=["decide"])
    def confirm(
        self, request: HttpRequest, queryset: QuerySet[FilteredItem]
    ) -> HttpResponse | None:
        """Ask whether to confirm the selection."""
        if not within_limit(self, request, queryset):
            return None
        return ask(self, request, confirming_question(self, request, list(queryset)))

    def get_urls(self) -> list[URLPattern]:
        """Add the rules, the address that restores and the page that asks about one row."""
        wrap: Any = self.admin_site.admin_view
        many = wrap(require_POST(self._restore_many))
        one = wrap(self._restore_one)
        rules = wrap(require_safe(show_rules))
        return [
            path("rules/", rules, name="backlog_filter_rules"),
            path("rules/replay/", wrap(replay_page), name="backlog_replay"),
            path("confirm/", wrap(require_POST(self._confirm)), name="backlog_confirm_selected"),
            path("restore/", many, name="backlog_restore_selected"),
            path("<uuid:row_id>/confirm/", wrap(self._ask_confirm), name="backlog_confirm"),
            path("<uuid:row_id>/restore/", one, name="backlog_restore"),
            *super().get_urls(),
        ]

    def row_actions(self, request: HttpRequest, row: FilteredItem) -> list[RowAction]:
        """Offer to restore or confirm what is still filtered."""
        if not may_decide(request) or row.override_status == OverrideStatus.RESTORED:
            return []
        restore = RowAction("Restore", reverse("admin:backlog_restore", args=[row.pk]), "primary")
        if FilterConfirmation.objects.filter(pk=row.pk).exists():
            return [restore]
        ask_confirm = reverse("admin:backlog_confirm", args=[row.pk])
        return [restore, RowAction("The filter was right", ask_confirm)]

    def _row(self, object_id: str) -> FilteredItem | None:
        rows = FilteredItem.objects.select_related("repository", "analysis_run")
        try:
            return rows.filter(pk=UUID(object_id)).first()
        except ValueError:
            return None

    def _page(self, request: HttpRequest, row: FilteredItem) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            **page_of(row),
            "title": row.title,
            "opts": self.opts,
            "original": row,
            "row_actions": self.row_actions(request, row),
        }

    def _ask(
        self,
        request: HttpRequest,
        rows: Sequence[FilteredItem],
        *,
        action_url: str,
        cancel_url: str,
    ) -> HttpResponse:
        what = f"Restore {counted(len(rows), self)}"
        rest = len(rows) - LISTED_SUBJECTS
        subjects = [row.title for row in rows[:LISTED_SUBJECTS]]
        question = Question(
            title=what,
            text=f"{what}? What is restored becomes a new backlog item.",
            button=what,
            variant="primary",
            form=NoteForm.about({row.pk: "" for row in rows}),
            action_url=keeping_filters(self, request, action_url),
            cancel_url=keeping_filters(self, request, cancel_url),
            subjects=tuple([*subjects, f"and {rest} more"] if rest > 0 else subjects),
        )
        return ask(self, request, question)

    def _restore_many(self, request: HttpRequest) -> HttpResponse:
        require_decider(request)
        given = answer(NoteForm(request.POST))
        outcome = restore_many(
            filtered_item_ids=given["seen"],
            actor=curator_of(request),
            reason=given["reason"],
        )
        rows = FilteredItem.objects.filter(pk__in=given["seen"]).order_by()
        titles = dict(rows.values_list("pk", "title"))
        report(self, request, done="Restored", outcome=outcome, titles=titles)
        return back_to_list(self, request)

    def _ask_confirm(self, request: HttpRequest, row_id: UUID) -> HttpResponse:
        require_decider(request)
        row = get_object_or_404(FilteredItem, pk=row_id)
        return ask(self, request, confirming_question(self, request, [row]))

    def _confirm(self, request: HttpRequest) -> HttpResponse:
        require_decider(request)
        given = answer(NoteForm(request.POST))
        outcome = confirm_many(
            filtered_item_ids=given["seen"], actor=curator_of(request), reason=given["reason"]
        )
        rows = FilteredItem.objects.filter(pk__in=given["seen"]).order_by()
        titles = dict(rows.values_list("pk", "title"))
        report(self, request, done="Confirmed", outcome=outcome, titles=titles)
        return back_to_list(self, request)

    def _restore_one(self, request: HttpRequest, row_id: UUID) -> HttpResponse:
        require_decider(request)
        row = get_object_or_404(FilteredItem, pk=row_id)
        page = row_url(row)
        if request.method == "POST":
            return self._restore(request, row)
        url = reverse("admin:backlog_restore", args=[row_id])
        return self._ask(request, [row], action_url=url, cancel_url=page)

    def _restore(self, request: HttpRequest, row: FilteredItem) -> HttpResponse:
        reason = answer(NoteForm(request.POST))["reason"]
        try:
            item = restore(filtered_item_id=row.pk, actor=curator_of(request), reason=reason)
        except BacklogError as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(keeping_filters(self, request, row_url(row)))
        self.message_user(request, f"Restored “{row.title}”.", messages.SUCCESS)
        return HttpResponseRedirect(row_url(item))
