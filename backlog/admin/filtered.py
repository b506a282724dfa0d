"""Filtered items in the admin: read, and brought back."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from unfold.contrib.filters.admin import AutocompleteSelectFilter

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
    ReasonForm,
    answer,
    ask,
    back_to_list,
    counted,
    keeping_filters,
)
from accounts.admin.relating import changelist_url, row_links, row_url
from backlog.admin.badges import FILTER_TIER, OVERRIDE_STATUS
from backlog.admin.benefits import benefits_list
from backlog.admin.deciding import LISTED_SUBJECTS
from backlog.admin.filters import AreaFilter, ComplexityFilter, ImpactFilter, TypeFilter
from backlog.admin.outcomes import report, within_limit
from backlog.choices import OverrideStatus
from backlog.exceptions import BacklogError
from backlog.models import BacklogItem, FilteredItem
from backlog.services.restoring import restore, restore_many


@admin.register(FilteredItem)
class FilteredItemAdmin(CuratorAdmin):
    """What the filter kept back; read-only but for restoring."""

    unlisted_texts = ("problem", "solution", "evidence", "benefits")
    when_empty = "Nothing was filtered. A review shows here what it kept out of the backlog:"
    when_empty_command = "python manage.py review PATH"

    actions = ["restore"]
    list_display = [
        "title",
        "override_badge",
        "tier_badge",
        "filter_reason",
        "filter_confidence",
        "repository",
        "created_at",
    ]
    list_filter = [
        "override_status",
        "filter_tier",
        ("repository", AutocompleteSelectFilter),
        ImpactFilter,
        AreaFilter,
        TypeFilter,
        ComplexityFilter,
        "created_at",
    ]
    list_select_related = ["repository"]
    search_fields = ["title", "filter_reason"]
    fields = [
        ("override_badge", "restored_as"),
        ("tier_badge", "filter_confidence"),
        "filter_reason",
        "evidence",
        "title",
        "problem",
        "solution",
        ("impact_score", "effort_score", "complexity"),
        ("area", "type"),
        "benefits_shown",
        ("repository", "analysis_run"),
        ("created_at", "id"),
    ]
    readonly_fields = [
        "id",
        "created_at",
        "override_badge",
        "tier_badge",
        "benefits_shown",
        "restored_as",
    ]

    override_badge = badge("override_status", OVERRIDE_STATUS, description="State")

    tier_badge = badge("filter_tier", FILTER_TIER, description="Tier")

    @admin.display(description="Benefits")
    def benefits_shown(self, row: FilteredItem) -> SafeString:
        """Give the benefits as a list."""
        return benefits_list(row.benefits)

    @admin.display(description="Restored as")
    def restored_as(self, row: FilteredItem) -> str:
        """Give a link to the item that this one became, where that is known."""
        items = BacklogItem.objects.filter(fingerprints__filtered_item=row).distinct()
        return row_links(items.order_by("pk"))

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

    def get_urls(self) -> list[URLPattern]:
        """Add the address that restores and the page that asks about one row."""
        wrap = self.admin_site.admin_view
        many = wrap(require_POST(self._restore_many))
        one = wrap(self._restore_one)
        return [
            path("restore/", many, name="backlog_restore_selected"),
            path("<uuid:row_id>/restore/", one, name="backlog_restore"),
            *super().get_urls(),
        ]

    def row_actions(self, request: HttpRequest, row: FilteredItem) -> list[RowAction]:
        """Offer to restore what is still filtered."""
        if not may_decide(request) or row.override_status == OverrideStatus.RESTORED:
            return []
        return [RowAction("Restore", reverse("admin:backlog_restore", args=[row.pk]), "primary")]

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
            form=ReasonForm.about({row.pk: "" for row in rows}),
            action_url=keeping_filters(self, request, action_url),
            cancel_url=keeping_filters(self, request, cancel_url),
            subjects=tuple([*subjects, f"and {rest} more"] if rest > 0 else subjects),
        )
        return ask(self, request, question)

    def _restore_many(self, request: HttpRequest) -> HttpResponse:
        require_decider(request)
        given = answer(ReasonForm(request.POST))
        outcome = restore_many(
            filtered_item_ids=given["seen"],
            actor=curator_of(request),
            reason=given["reason"],
        )
        rows = FilteredItem.objects.filter(pk__in=given["seen"]).order_by()
        titles = dict(rows.values_list("pk", "title"))
        report(self, request, done="Restored", outcome=outcome, titles=titles)
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
        reason = answer(ReasonForm(request.POST))["reason"]
        try:
            item = restore(filtered_item_id=row.pk, actor=curator_of(request), reason=reason)
        except BacklogError as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(keeping_filters(self, request, row_url(row)))
        self.message_user(request, f"Restored “{row.title}”.", messages.SUCCESS)
        return HttpResponseRedirect(row_url(item))
