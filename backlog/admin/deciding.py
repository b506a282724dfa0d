"""How curators decide in the admin: about a selection, or on an item's page."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any, Final
from uuid import UUID, uuid4

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
    signed_in_user,
)
from accounts.admin.confirming import (
    Question,
    ReasonForm,
    RequiredReasonForm,
    answer,
    ask,
    back_to_list,
    counted,
    keeping_filters,
    lacks_reason,
)
from accounts.admin.relating import changelist_url
from backlog.admin.badges import DECISION_BUTTONS
from backlog.admin.outcomes import UndoLabel, named_titles, report, undo_tag
from backlog.admin.triage.payloads import offered_reasons
from backlog.choices import (
    DECIDABLE_STATUSES,
    DECIDED_TOGETHER,
    TRANSITIONS,
    Decision,
    ItemStatus,
)
from backlog.exceptions import BacklogError
from backlog.models import BacklogItem
from backlog.services.deciding import decide, decide_many

SEEN_FIELD: Final = "seen"
"""Carries, for each listed item, its id and the status that the list shows."""
LISTED_SUBJECTS: Final = 10

_TOO_MANY: Final = (
    f"More than {DECIDED_TOGETHER:,} backlog items are selected, and a decision is about at most"
    f" {DECIDED_TOGETHER:,}: filter the list further."
)
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
        rows: Any = items
        ids: list[UUID] = rows.ids_between(0, DECIDED_TOGETHER + 1)
        if len(ids) > DECIDED_TOGETHER:
            self.message_user(request, _TOO_MANY, messages.ERROR)
            return None
        return self._ask(
            request,
            _seen(ids, request.POST.getlist(SEEN_FIELD)),
            decision,
            action_url=reverse(f"admin:backlog_{decision}_selected"),
            cancel_url=changelist_url(self.model),
        )

    def _ask(
        self,
        request: HttpRequest,
        seen: Mapping[UUID, str],
        decision: Decision,
        *,
        action_url: str,
        cancel_url: str,
        form: ReasonForm | None = None,
    ) -> HttpResponse:
        what = f"{decision.label} {counted(len(seen), self)}"
        question = Question(
            title=what,
            text=f"{what}? The new status is “{decision.target.label}”.",
            button=what,
            variant="danger" if DECISION_BUTTONS[decision] == "danger" else "primary",
            form=form or reason_form(decision).about(seen),
            action_url=keeping_filters(self, request, action_url),
            cancel_url=keeping_filters(self, request, cancel_url),
            subjects=_subjects(seen),
            summary=_by_status(seen) if len(seen) > 1 else "",
            suggestions=_suggestions(request, decision),
        )
        return ask(self, request, question)

    def _decide_many(self, request: HttpRequest, *, decision: Decision) -> HttpResponse:
        require_decider(request)
        form = reason_form(decision)(request.POST)
        if lacks_reason(form):
            url = reverse(f"admin:backlog_{decision}_selected")
            cancel_url = changelist_url(self.model)
            seen = form.cleaned_data["seen"]
            return self._ask(
                request, seen, decision, action_url=url, cancel_url=cancel_url, form=form
            )
        self._carry_out(request, decision, answer(form))
        return back_to_list(self, request)

    def _carry_out(
        self, request: HttpRequest, decision: Decision, given: Mapping[str, Any]
    ) -> None:
        try:
            outcome = decide_many(
                seen=given["seen"],
                decision=decision,
                actor=curator_of(request),
                reason=given["reason"],
            )
        except BacklogError as error:
            self.message_user(request, str(error), messages.ERROR)
            return
        report(
            self,
            request,
            done=_DONE[decision],
            outcome=outcome,
            titles=named_titles(outcome),
            undo_label=UndoLabel.UNDO,
        )

    def _decide_one(
        self, request: HttpRequest, item_id: UUID, *, decision: Decision
    ) -> HttpResponse:
        require_decider(request)
        item = get_object_or_404(BacklogItem, pk=item_id)
        page = reverse("admin:backlog_backlogitem_change", args=[item_id])
        url = reverse(f"admin:backlog_{decision}", args=[item_id])
        form = None
        if request.method == "POST":
            form = reason_form(decision)(request.POST)
            if not lacks_reason(form):
                self._decide(request, item, decision, answer(form))
                return HttpResponseRedirect(keeping_filters(self, request, page))
        seen = {item.pk: request.GET.get(SEEN_FIELD, item.status)}
        return self._ask(request, seen, decision, action_url=url, cancel_url=page, form=form)

    def _decide(
        self,
        request: HttpRequest,
        item: BacklogItem,
        decision: Decision,
        given: Mapping[str, Any],
    ) -> None:
        operation_id = uuid4()
        try:
            decide(
                item_id=item.pk,
                seen=given["seen"].get(item.pk, ""),
                decision=decision,
                actor=curator_of(request),
                reason=given["reason"],
                operation_id=operation_id,
            )
        except BacklogError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            text = f"{_DONE[decision]} “{item.title}”."
            tag = undo_tag(operation_id)
            self.message_user(request, text, messages.SUCCESS, extra_tags=tag)


def reason_form(decision: Decision) -> type[ReasonForm]:
    """Give the form that asks for a reason: the service demands one of whoever rejects."""
    return RequiredReasonForm if decision is Decision.REJECT else ReasonForm


def _suggestions(request: HttpRequest, decision: Decision) -> tuple[str, ...]:
    if decision is not Decision.REJECT:
        return ()
    return tuple(offered_reasons(signed_in_user(request)))


def _seen(ids: Sequence[UUID], listed: Iterable[str]) -> dict[UUID, str]:
    """Give the status of each item as the list showed it, or as it is where it showed none."""
    shown = dict(value.split(":", 1) for value in listed if ":" in value)
    rows = BacklogItem.objects.filter(pk__in=ids).order_by()
    current = dict(rows.values_list("pk", "status"))
    return {
        item_id: shown.get(str(item_id), current[item_id]) for item_id in ids if item_id in current
    }


def _by_status(seen: Mapping[UUID, str]) -> str:
    """Count the items by the status that was seen."""
    numbers = Counter(seen.values())
    parts = [f"{numbers[status]:,} {status.label}" for status in ItemStatus if status in numbers]
    return f"By status: {', '.join(parts)}."


def _subjects(seen: Mapping[UUID, str]) -> tuple[str, ...]:
    named = list(islice(seen, LISTED_SUBJECTS))
    rows = BacklogItem.objects.select_related("repository")
    items = rows.only("title", "status", "repository__github_full_name").in_bulk(named)
    rest = len(seen) - len(named)
    subjects = [_subject(items[item_id], seen[item_id]) for item_id in named if item_id in items]
    return (*subjects, f"and {rest:,} more") if rest else tuple(subjects)


def _subject(item: BacklogItem, seen: str) -> str:
    where = f", {item.repository}" if item.repository else ""
    return f"{item.title} ({dict(ItemStatus.choices).get(seen, seen)}{where})"
