"""The statuses as tabs above the list, each with how many items it has."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from backlog.admin.addresses import query_string
from backlog.admin.filters import StatusFilter
from backlog.choices import ItemStatus
from backlog.counting import CappedCount, status_counts

_PARAMETER = StatusFilter.parameter_name


@dataclass(frozen=True, slots=True)
class Tab:
    """A status in words, how many items it has ("1,000+" from some number on), and its list."""

    label: str
    count: str
    url: str
    is_chosen: bool


def status_tabs(request: HttpRequest, changelist: Any) -> list[Tab]:
    """Give a tab for all items and one for each status; other filters stay as they are."""
    chosen = request.GET.get(_PARAMETER, "")
    counts = status_counts(changelist.get_queryset(request, exclude_parameters=[_PARAMETER]))
    every = Tab("All", "", query_string(request, without=[_PARAMETER]), not chosen)
    return [every, *(_tab(request, status, counts, chosen) for status in ItemStatus)]


def _tab(
    request: HttpRequest, status: ItemStatus, counts: Mapping[ItemStatus, CappedCount], chosen: str
) -> Tab:
    url = query_string(request, **{_PARAMETER: status.value})
    return Tab(str(status.label), told(counts[status]), url, chosen == status)


def told(count: CappedCount) -> str:
    """Give a count as people read it: “1,000+” where counting stopped."""
    return f"{count.number:,}{'+' if count.is_capped else ''}"
