"""Addresses of the list that a page shows, with a filter more or less."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import is_aware

PASSING: Final = frozenset({PAGE_VAR, ERROR_FLAG})
"""Parameters that say where in the list somebody is: another filter begins at the first page."""


def query_string(request: HttpRequest, *, without: Collection[str] = (), **added: str) -> str:
    """Give the page's query string without some parameters and with others, from its first page."""
    left_out = {*PASSING, *without, *added}
    kept = {name: values for name, values in request.GET.lists() if name not in left_out}
    return f"?{urlencode({**kept, **added}, doseq=True)}"


def without_blanks(given: QueryDict) -> str:
    """Give a query string without the boxes that were left empty."""
    pairs = [(name, value) for name, values in given.lists() for value in values if value]
    return f"?{urlencode(pairs)}"


def next_page(request: HttpRequest) -> str:
    """Give the page to go back to after a change: one of ours, or the list."""
    address = str(request.POST.get("next", ""))
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_ours else reverse("admin:backlog_backlogitem_changelist")


def query_of(values: dict[str, Any]) -> str:
    """Give a query string of the values that aren't empty."""
    return f"?{urlencode({name: value for name, value in values.items() if value})}"


def time_in(text: str) -> datetime | None:
    """Read where a page of a history begins; None, so the newest, for what is no time."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if is_aware(time) else None
