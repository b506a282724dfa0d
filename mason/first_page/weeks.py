"""How many suggestions came in and how many decisions went out, week by week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from backlog.choices import Decision, ItemStatus
from backlog.models import FilteredItem, StatusChange
from backlog.querysets import StatusChangeQuerySet
from mason.first_page.numbers import COUNTED, Count, counted
from mason.first_page.scope import Scope

WEEKS: Final = 12
_DECIDED: Final = (Decision.APPROVE.target, Decision.DEFER.target, Decision.REJECT.target)


@dataclass(frozen=True, slots=True)
class Week:
    """The week from this Monday on; heights are in per cent of the chart's highest bar."""

    monday: date
    came_in: Count
    went_out: Count
    in_height: int
    out_height: int


@dataclass(frozen=True, slots=True)
class Weeks:
    """The last weeks, the oldest first; `highest` is what the highest bar stands for."""

    weeks: Sequence[Week]
    highest: Count

    def __bool__(self) -> bool:
        return bool(self.highest)


def weeks_of(scope: Scope, today: date) -> Weeks:
    """Count suggestions (items and filtered ones) and decisions about new items of each week."""
    mondays = mondays_until(today)
    bounds = [(_midnight(day), _midnight(day + timedelta(days=7))) for day in mondays]
    items, filtered = scope.items(), scope.of(FilteredItem.objects.all())
    decisions = scope.of(_decisions(), "item__repository")
    counts = counted(
        [
            *(items.filter(created_at__gte=a, created_at__lt=b) for a, b in bounds),
            *(filtered.filter(created_at__gte=a, created_at__lt=b) for a, b in bounds),
            *(decisions.filter(changed_at__gte=a, changed_at__lt=b) for a, b in bounds),
        ]
    )
    pairs = zip(counts[:WEEKS], counts[WEEKS : 2 * WEEKS], strict=True)
    return _scaled(mondays, [_together(*pair) for pair in pairs], counts[2 * WEEKS :])


def mondays_until(today: date) -> list[date]:
    """Give the Mondays that the last WEEKS weeks began with; the last week is today's."""
    monday = today - timedelta(days=today.weekday())
    return [monday - timedelta(weeks=ago) for ago in reversed(range(WEEKS))]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001 - made aware


def _decisions() -> StatusChangeQuerySet:
    return StatusChange.objects.filter(from_status=ItemStatus.NEW, to_status__in=_DECIDED)


def _together(one: Count, other: Count) -> Count:
    return Count(
        min(one.number + other.number, COUNTED),
        is_capped=one.is_capped or other.is_capped or one.number + other.number > COUNTED,
    )


def _scaled(mondays: Sequence[date], ins: Sequence[Count], outs: Sequence[Count]) -> Weeks:
    highest = max([*ins, *outs], key=lambda count: (count.number, count.is_capped))
    weeks = [
        Week(monday, came, went, _height(came, highest), _height(went, highest))
        for monday, came, went in zip(mondays, ins, outs, strict=True)
    ]
    return Weeks(weeks, highest)


def _height(count: Count, highest: Count) -> int:
    """The share in per cent; what is there at all is seen."""
    return max(100 * count.number // max(highest.number, 1), 1) if count else 0
