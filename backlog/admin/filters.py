"""What lists of suggestions are filtered by, beyond what Django offers."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest

from backlog.choices import (
    COMPLEXITY_RANGE,
    IMPACT_LABELS,
    SCORE_RANGE,
    Area,
    ItemType,
)
from backlog.querysets import QUICK_WIN


class _OneOf(SimpleListFilter):
    """A closed list for a column that the database leaves open: nothing is read to offer it."""

    offered: ClassVar[Iterable[tuple[Any, str]]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        """Give the values."""
        return list(self.offered)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows of the chosen value; any other value finds none."""
        if self.value() is None:
            return queryset
        if self.value() not in {str(value) for value, _ in self.offered}:
            return queryset.none()
        return queryset.filter(**{str(self.parameter_name): self.value()})


class AreaFilter(_OneOf):
    """By area."""

    title = "area"
    parameter_name = "area"
    offered = Area.choices


class TypeFilter(_OneOf):
    """By type."""

    title = "type"
    parameter_name = "type"
    offered = ItemType.choices


class ComplexityFilter(_OneOf):
    """By complexity."""

    title = "complexity"
    parameter_name = "complexity"
    offered = [(n, str(n)) for n in range(COMPLEXITY_RANGE[0], COMPLEXITY_RANGE[1] + 1)]


def _impact_bounds() -> dict[str, tuple[int, int]]:
    """Give the lowest and highest score of each impact label."""
    highest = SCORE_RANGE[1]
    bounds = {}
    for lowest, label in IMPACT_LABELS:
        bounds[label] = (lowest, highest)
        highest = lowest - 1
    return bounds


class ImpactFilter(SimpleListFilter):
    """By the word for the impact score."""

    title = "impact"
    parameter_name = "impact"
    bounds = _impact_bounds()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Give the labels, the greatest first."""
        return [
            (label, f"{label.capitalize()} ({a} to {b})") for label, (a, b) in self.bounds.items()
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows with this impact; an unknown label finds none."""
        if self.value() is None:
            return queryset
        bounds = self.bounds.get(self.value() or "")
        return queryset.filter(impact_score__range=bounds) if bounds else queryset.none()


class QuickWinFilter(SimpleListFilter):
    """By whether much is gained for little."""

    title = "quick win"
    parameter_name = "quick_win"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Give the two answers."""
        return [("yes", "Quick wins"), ("no", "Others")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep quick wins, or all others; an unknown answer finds none."""
        match self.value():
            case None:
                return queryset
            case "yes":
                return queryset.filter(QUICK_WIN)
            case "no":
                return queryset.exclude(QUICK_WIN)
        return queryset.none()
