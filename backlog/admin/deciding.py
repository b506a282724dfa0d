"""How curators decide in the admin: about a selection, or on an item's page."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from accounts.admin.access import (
    CuratorAdmin,
    RowAction,
    curator_of,
    may_decide,
    require_decider,
)
from accounts.admin.confirming import (
    Question,
    ReasonForm,
    answer,
    ask,
    back_to_list,
    counted,
    keeping_filters,
)
from accounts.admin.relating import changelist_url
from backlog.admin.badges import DECISION_BUTTONS
from backlog.admin.outcomes import report, within_limit
from backlog.choices import DECIDABLE_STATUSES, TRANSITIONS, Decision, ItemStatus
from backlog.exceptions import BacklogError
from backlog.models import BacklogItem
from backlog.services.deciding import decide, decide_many

SEEN_FIELD: Final = "seen"
"""Carries, for each listed item, its id and the status that the list shows."""
LISTED_SUBJECTS: Final = 10

_DONE: Final[Mapping[Decision, str]] = {
    Decision.APPROVE: "Approved",
    Decision.DEFER: "Deferred",
    Decision.REJECT: "Rejected",
    Decision.REOPEN: "Reopened",
}


def decisions_about(item: BacklogItem) -> list[Decision]:
    """Give what a curator may decide about an item in its present status."""
    status = ItemStatus(item.status)
    if status not in DECIDABLE_STATUSES:
        return []
    return [decision for decision in Decision if decision.target in TRANSITIONS[status]]


class DecidingAdmin(CuratorAdmin):
    """Items that are decided about with the status that the curator saw, never by a GET."""

    actions = ["approve", "defer", "reject", "reopen"]

    @admin.action(description="Approve", permissions=["decide"])
    def approve(self, request: HttpRequest, queryset: QuerySet[BacklogItem]) -> HttpResponse | None:
        """Ask whether to approve the selection."""
        return self._ask_about(request, queryset, Decision.APPROVE)

    @admin.action(description="Defer", permissions=["decide"])
    def defer(self, request: HttpRequest, queryset: QuerySet[BacklogItem]) -> HttpResponse | None:
        """Ask whether to defer the selection."""
        return self._ask_about(request, queryset, Decision.DEFER)

    @admin.action(description="Reject", permissions=["decide"])
    def reject(self, request: HttpRequest, queryset: QuerySet[BacklogItem]) -> HttpResponse | None:
        """Ask whether to reject the selection."""
        return self._ask_about(request, queryset, Decision.REJECT)

    @admin.action(description="Reopen", permissions=["decide"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[BacklogItem]) -> HttpResponse | None:
        """Ask whether to reopen the selection."""
        return self._ask_about(request, queryset, Decision.REOPEN)

    def action_checkbox(self, obj: Any) -> SafeString:
        """Give the row's checkbox, and with it the status that the row shows."""
        checkbox = super().action_checkbox(obj)
        hidden = '{}<input type="hidden" name="{}" value="{}:{}">'
        return format_html(hidden, checkbox, SEEN_FIELD, obj.pk, obj.status)

    def get_urls(self) -> list[URLPattern]:
        """Add, for each decision, the address that decides and the page that asks on one item."""
        own = [address for decision in Decision for address in self._addresses(decision)]
        return [*own, *super().get_urls()]

    def row_actions(self, request: HttpRequest, row: BacklogItem) -> list[RowAction]:
        """Offer what may be decided about the item as the page shows it."""
        if not may_decide(request):
            return []
        return [self._row_action(row, decision) for decision in decisions_about(row)]

    def _addresses(self, decision: Decision) -> list[URLPattern]:
        wrap: Callable[..., Any] = self.admin_site.admin_view
        many = require_POST(partial(self._decide_many, decision=decision))
        one = partial(self._decide_one, decision=decision)
        return [
            path(f"{decision}/", wrap(many), name=f"backlog_{decision}_selected"),
            path(f"<uuid:item_id>/{decision}/", wrap(one), name=f"backlog_{decision}"),
        ]

    def _row_action(self, item: BacklogItem, decision: Decision) -> RowAction:
        url = reverse(f"admin:backlog_{decision}", args=[item.pk])
        query = urlencode({SEEN_FIELD: item.status})
        return RowAction(decision.label, f"{url}?{query}", DECISION_BUTTONS[decision])

    def _ask_about(
        self, request: HttpRequest, items: QuerySet[BacklogItem], decision: Decision
    ) -> HttpResponse | None:
        if not within_limit(self, request, items):
            return None
        listed = dict(
            value.split(":", 1) for value in request.POST.getlist(SEEN_FIELD) if ":" in value
        )
        found = list(items)
        for item in found:
            item.status = listed.get(str(item.pk), item.status)
        url = reverse(f"admin:backlog_{decision}_selected")
        return self._ask(
            request, found, decision, action_url=url, cancel_url=changelist_url(self.model)
        )

    def _ask(
        self,
        request: HttpRequest,
        items: Sequence[BacklogItem],
        decision: Decision,
        *,
        action_url: str,
        cancel_url: str,
    ) -> HttpResponse:
        what = f"{decision.label} {counted(len(items), self)}"
        question = Question(
            title=what,
            text=f"{what}? The new status is “{decision.target.label}”.",
            button=what,
            variant="danger" if DECISION_BUTTONS[decision] == "danger" else "primary",
            form=ReasonForm.about({item.pk: item.status for item in items}),
            action_url=keeping_filters(self, request, action_url),
            cancel_url=keeping_filters(self, request, cancel_url),
            subjects=_subjects(items),
        )
        return ask(self, request, question)

    def _decide_many(self, request: HttpRequest, *, decision: Decision) -> HttpResponse:
        require_decider(request)
        given = answer(ReasonForm(request.POST))
        outcome = decide_many(
            seen=given["seen"],
            decision=decision,
            actor=curator_of(request),
            reason=given["reason"],
        )
        rows = BacklogItem.objects.filter(pk__in=given["seen"])
        titles = dict(rows.order_by().values_list("pk", "title"))
        report(self, request, done=_DONE[decision], outcome=outcome, titles=titles)
        return back_to_list(self, request)

    def _decide_one(
        self, request: HttpRequest, item_id: UUID, *, decision: Decision
    ) -> HttpResponse:
        require_decider(request)
        item = get_object_or_404(BacklogItem, pk=item_id)
        page = reverse("admin:backlog_backlogitem_change", args=[item_id])
        if request.method == "POST":
            self._decide(request, item, decision)
            return HttpResponseRedirect(keeping_filters(self, request, page))
        item.status = request.GET.get(SEEN_FIELD, item.status)
        url = reverse(f"admin:backlog_{decision}", args=[item_id])
        return self._ask(request, [item], decision, action_url=url, cancel_url=page)

    def _decide(self, request: HttpRequest, item: BacklogItem, decision: Decision) -> None:
        given = answer(ReasonForm(request.POST))
        try:
            decide(
                item_id=item.pk,
                seen=given["seen"].get(item.pk, ""),
                decision=decision,
                actor=curator_of(request),
                reason=given["reason"],
            )
        except BacklogError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, f"{_DONE[decision]} “{item.title}”.", messages.SUCCESS)


def _subjects(items: Sequence[BacklogItem]) -> tuple[str, ...]:
    named = [_subject(item) for item in items[:LISTED_SUBJECTS]]
    rest = len(items) - len(named)
    return (*named, f"and {rest} more") if rest else tuple(named)


def _subject(item: BacklogItem) -> str:
    where = f", {item.repository}" if item.repository else ""
    return f"{item.title} ({item.get_status_display()}{where})"
