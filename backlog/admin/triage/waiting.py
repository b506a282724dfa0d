"""The new items that a triage goes through: those of the list as it is filtered."""

import copy
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.db.models.functions import Left
from django.http import HttpRequest

from accounts.admin.exporting import listed_rows
from backlog.admin.triage.place import Place
from backlog.counting import (
    COUNTED_OF_A_SEARCH,
    COUNTED_OF_A_STATUS,
    CappedCount,
    counted_up_to,
)
from backlog.models import BacklogItem
from backlog.querysets import BacklogItemQuerySet

ITEMS_AT_ONCE: Final = 20
SHOWN_CHARACTERS: Final = 4_000
"""Characters of a text that are shown; the item's page has all of it."""

PLACE_PARAMETER: Final = "after"
IDS_PARAMETER: Final = "ids"

_NOT_A_FILTER: Final = frozenset({PLACE_PARAMETER, IDS_PARAMETER, "o", "p", "all", "e"})
"""Parameters of triage itself, and of the list's order and paging, which triage has its own of."""

_READ_WITH: Final = ("repository", "analysis_run__reviewed_commit")
_LONG_TEXTS: Final = ("problem", "solution", "prd_content", "benefits")


def filters_of(request: HttpRequest) -> str:
    """Give the list's filters as a query string: all but the status, which is always new."""
    query = request.GET.copy()
    for name in [*query]:
        is_blank = not any(query.getlist(name))
        if is_blank or name in _NOT_A_FILTER or name.partition("__")[0] == "status":
            del query[name]
    return query.urlencode()


def waiting_items(admin: Any, request: HttpRequest, after: Place | None) -> BacklogItemQuerySet:
    """Give the new items of the list as the request filters it, by priority, after a place.

    Raises IncorrectLookupParameters for a filter that the list doesn't have.
    """
    asked: Any = copy.copy(request)
    asked.GET = type(request.GET)(filters_of(request))
    listed: Any = listed_rows(admin, asked)
    search = listed.search
    rows: BacklogItemQuerySet = search.rows if search else listed
    if after is not None:
        rows = rows.filter(after.followers())
    rows = rows.new().by_priority()
    # Searched last: only then are the first of what is found soon there.
    return rows.searched(" ".join(search.words)) if search else rows


def counted(rows: BacklogItemQuerySet) -> CappedCount:
    """Count the items, but no further than anybody goes in one sitting."""
    return counted_up_to(rows, COUNTED_OF_A_SEARCH if rows.search else COUNTED_OF_A_STATUS)


def items_with_texts(item_ids: Iterable[UUID]) -> list[BacklogItem]:
    """Give these items in this order, without those that are gone.

    The texts are one character longer than what is shown of them, if they are longer.
    """
    wanted = list(item_ids)
    rows = BacklogItem.objects.filter(pk__in=wanted).order_by().select_related(*_READ_WITH)
    cut = {f"cut_{name}": Left(name, SHOWN_CHARACTERS + 1) for name in ("problem", "solution")}
    found: dict[UUID, Any] = {row.pk: row for row in rows.defer(*_LONG_TEXTS).annotate(**cut)}
    for row in found.values():
        row.problem, row.solution = row.cut_problem, row.cut_solution
    return [found[item_id] for item_id in wanted if item_id in found]
