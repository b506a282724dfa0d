"""Asking whether the filter was right about filtered items."""

from collections.abc import Sequence

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from unfold.widgets import UnfoldAdminTextareaWidget

from accounts.admin.access import CuratorAdmin
from accounts.admin.confirming import Question, ReasonForm, counted, keeping_filters
from accounts.admin.relating import changelist_url
from backlog.admin.deciding import LISTED_SUBJECTS
from backlog.models import FilteredItem


class NoteForm(ReasonForm):
    """Filtered items, with a note."""

    reason = forms.CharField(
        required=False,
        label="Note",
        help_text="Optional; kept in the history.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3, "autofocus": True}),
    )


def confirming_question(
    page: CuratorAdmin, request: HttpRequest, rows: Sequence[FilteredItem]
) -> Question:
    """Ask about these rows; the answer goes to the address that confirms."""
    what = f"Confirm {counted(len(rows), page)}"
    rest = len(rows) - LISTED_SUBJECTS
    subjects = [row.title for row in rows[:LISTED_SUBJECTS]]
    return Question(
        title=what,
        text="Was the filter right to keep this out? It raises how sure its rules are.",
        button=what,
        variant="primary",
        form=NoteForm.about({row.pk: "" for row in rows}),
        action_url=keeping_filters(page, request, reverse("admin:backlog_confirm_selected")),
        cancel_url=keeping_filters(page, request, changelist_url(FilteredItem)),
        subjects=tuple([*subjects, f"and {rest} more"] if rest > 0 else subjects),
    )
