"""What the list is filtered by, told above it, each filter with a link that removes it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.admin.views.main import IGNORED_PARAMS, SEARCH_VAR
from django.http import HttpRequest

from backlog.admin.addresses import PASSING, query_string
from backlog.admin.filters import StatusFilter

CHIP_CHARACTERS: Final = 80


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in words, and the address of the list without it."""

    text: str
    url: str


def chips_of(request: HttpRequest, changelist: Any) -> list[Chip]:
    """Give a chip for each filter that is set, for the search too; the tabs tell the status."""
    return [*_search(request), *_chosen(request, changelist), *_plain(request, changelist)]


def _search(request: HttpRequest) -> Iterator[Chip]:
    if words := request.GET.get(SEARCH_VAR, "").strip():
        yield Chip(f"Search: {_short(words)}", query_string(request, without=[SEARCH_VAR]))


def _chosen(request: HttpRequest, changelist: Any) -> Iterator[Chip]:
    for chosen in changelist.filter_specs:
        if isinstance(chosen, StatusFilter) and chosen.value() in dict(chosen.labels):
            continue
        if text := chosen.chip():
            names = chosen.expected_parameters()
            yield Chip(_short(text), query_string(request, without=names))


def _plain(request: HttpRequest, changelist: Any) -> Iterator[Chip]:
    """Give the filters that no box sets: links of other pages may name any column."""
    known = {name for chosen in changelist.filter_specs for name in chosen.expected_parameters()}
    for name in request.GET:
        if name not in {*known, *PASSING, *IGNORED_PARAMS, "_changelist_filters"}:
            words = name.removesuffix("__exact").replace("_", " ").strip().capitalize()
            text = f"{words}: {request.GET[name]}"
            yield Chip(_short(text), query_string(request, without=[name]))


def _short(text: str) -> str:
    return text if len(text) <= CHIP_CHARACTERS else f"{text[: CHIP_CHARACTERS - 1]}…"
