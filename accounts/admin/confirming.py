"""The page between asking for a change and making it: a change is never made by a GET."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, override
from uuid import UUID

from django import forms
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.text import Truncator
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from accounts.admin.access import CuratorAdmin
from accounts.admin.relating import changelist_url

BULK_LIMIT: Final = 1000
"""Rows that one action changes at most: they are locked together."""
SHOWN_TITLES: Final = 3
SHOWN_TITLE_CHARACTERS: Final = 80


SUGGESTIONS_LIST: Final = "suggested-reasons"
"""The id of the page's element that lists earlier reasons."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a confirming page asks, and where its answer goes."""

    title: str
    text: str
    button: str
    variant: str
    form: forms.Form
    action_url: str
    cancel_url: str
    subjects: tuple[str, ...] = ()
    summary: str = ""
    """How the rows divide, where there are several kinds."""
    suggestions: tuple[str, ...] = ()
    """Reasons that the person gave before."""
    back: str = "Cancel"
    """The button that leads back."""


class _Decoder(json.JSONDecoder):
    """Reads JSON; what has no end or half a character is none either, which forms refuse."""

    @override
    def decode(self, s: str, *rest: Any) -> Any:
        try:
            value = super().decode(s, *rest)
            json.dumps(value, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as error:
            raise json.JSONDecodeError("Unreadable", "", 0) from error
        return value


class HiddenJSONField(forms.JSONField):
    """JSON that a page carries along."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(decoder=_Decoder, **options)


class RowsForm(forms.Form):
    """The rows that an action is for, each with what the curator saw of it."""

    seen = HiddenJSONField()

    @classmethod
    def about(cls, seen: Mapping[UUID, str]) -> "RowsForm":
        """Give the form for these rows, to be asked."""
        return cls(initial={"seen": {str(row_id): value for row_id, value in seen.items()}})

    def clean_seen(self) -> dict[UUID, str]:
        """Give the rows by their ids."""
        given = self.cleaned_data["seen"]
        try:
            return {UUID(row_id): str(value) for row_id, value in given.items()}
        except (AttributeError, TypeError, ValueError) as error:
            raise forms.ValidationError("The rows must be an object of ids.") from error


class ReasonForm(RowsForm):
    """The same with a reason, kept in the history."""

    reason = forms.CharField(
        required=False,
        label="Reason",
        help_text="Optional; kept in the history.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3, "autofocus": True}),
    )


class RequiredReasonForm(ReasonForm):
    """The same where nobody may do without a reason; the page suggests earlier ones."""

    reason = forms.CharField(
        label="Reason",
        help_text="Kept in the history.",
        error_messages={"required": "Say why: it tells reviewers what not to propose again."},
        widget=UnfoldAdminTextInputWidget(
            attrs={"autofocus": True, "list": SUGGESTIONS_LIST, "autocomplete": "off"}
        ),
    )


def ask(admin: CuratorAdmin, request: HttpRequest, question: Question) -> HttpResponse:
    """Show the page that asks."""
    context: dict[str, Any] = {
        **admin.admin_site.each_context(request),
        "title": question.title,
        "opts": admin.opts,
        "question": question,
    }
    return TemplateResponse(request, "accounts/admin/confirm.html", context)


def lacks_reason(form: forms.Form) -> bool:
    """Tell whether only the reason is missing: what the person can mend, unlike hidden values."""
    return set(form.errors) == {"reason"}


def answer(form: forms.Form) -> dict[str, Any]:
    """Give what a confirming page sent; raises BadRequest, since its hidden values were changed."""
    if not form.is_valid():
        raise BadRequest(json.dumps(form.errors.get_json_data()))
    return form.cleaned_data


def keeping_filters(admin: CuratorAdmin, request: HttpRequest, url: str) -> str:
    """Give the address with the filters of the list that the person came from."""
    filters: dict[str, Any] = {
        "preserved_filters": admin.get_preserved_filters(request),
        "opts": admin.opts,
    }
    return str(add_preserved_filters(filters, url))


def back_to_list(admin: CuratorAdmin, request: HttpRequest) -> HttpResponse:
    """Return to the list that the person came from."""
    return HttpResponseRedirect(keeping_filters(admin, request, changelist_url(admin.model)))


def named(titles: Iterable[str]) -> str:
    """Name the first few rows and count the rest."""
    names = list(titles)
    shown = [f"“{Truncator(name).chars(SHOWN_TITLE_CHARACTERS)}”" for name in names[:SHOWN_TITLES]]
    rest = len(names) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")


def counted(number: int, admin: CuratorAdmin) -> str:
    """Count rows in the words of their table."""
    name = admin.opts.verbose_name if number == 1 else admin.opts.verbose_name_plural
    return f"{number:,} {name}"
