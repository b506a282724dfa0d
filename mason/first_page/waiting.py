"""What waits for a decision: the recommended items and the quick wins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from accounts.admin.relating import row_url
from backlog.models import BacklogItem
from backlog.querysets import QUICK_WIN, BacklogItemQuerySet
from mason.first_page.numbers import Count, counted
from mason.first_page.scope import Scope

SHOWN_QUICK_WINS: Final = 5
_NOT_LISTED: Final = ("problem", "solution", "prd_content", "benefits")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item to decide about."""

    item: BacklogItem
    url: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What to decide about next, and where; `triage_url` is empty for who only looks."""

    recommended: Sequence[Candidate]
    quick_wins: Sequence[Candidate]
    quick_win_count: Count
    quick_wins_url: str
    triage_url: str


def waiting_in(scope: Scope, *, may_decide: bool) -> Waiting:
    """Give what waits, the best first."""
    quick_wins = scope.items().new().filter(QUICK_WIN)
    (quick_win_count,) = counted([quick_wins])
    return Waiting(
        recommended=_candidates(scope.items().recommended()),
        quick_wins=_candidates(quick_wins.by_priority()[:SHOWN_QUICK_WINS]),
        quick_win_count=quick_win_count,
        quick_wins_url=scope.items_url(status__exact="new", quick_win="yes"),
        triage_url=_triage_url(scope) if may_decide else "",
    )


def _candidates(items: BacklogItemQuerySet) -> list[Candidate]:
    shown = items.select_related("repository").defer(*_NOT_LISTED)
    return [Candidate(item, row_url(item)) for item in shown]


def _triage_url(scope: Scope) -> str:
    filters = scope.items_url().partition("?")[2]
    address = reverse("admin:backlog_triage")
    return f"{address}?{filters}" if filters else address
