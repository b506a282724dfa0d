"""What lists of suggestions are filtered by, beyond what Django offers.

Each filter tells what it holds for the chips above the list, and finds nothing for a value that
it doesn't know: a wrong address never shows more than was asked for.
"""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django import forms
from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from unfold.widgets import UnfoldAdminSelectWidget

from backlog.choices import (
    COMPLEXITY_RANGE,
    IMPACT_LABELS,
    SCORE_RANGE,
    Area,
    ItemStatus,
    ItemType,
)
from backlog.querysets import QUICK_WIN


class ChosenFilter(SimpleListFilter):
    """One of a closed list: nothing is read from the database to offer it."""

    template = "unfold/filters/filters_field.html"
    offered: ClassVar[Iterable[tuple[Any, str]]] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Give the values and what they are called."""
        return [(str(value), label) for value, label in self.offered]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Give the box to choose in, as the theme's template wants it."""
        yield {"form": ChoiceForm(self)}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows of the chosen value; any other value finds none."""
        value = self.value()
        if not value:
            return queryset
        if value not in dict(self.labels):
            return queryset.none()
        return queryset.filter(self.condition(value))

    def condition(self, value: str) -> Q:
        """Give what the rows of a value have; the value is one of those offered."""
        return Q(**{str(self.parameter_name): value})

    @property
    def labels(self) -> list[tuple[str, str]]:
        """The values that are offered, with what they are called."""
        return [(str(value), str(label)) for value, label in self.lookup_choices]

    def chip(self) -> str:
        """Tell what is filtered by; empty when nothing is."""
        value = self.value()
        if not value:
            return ""
        label = dict(self.labels).get(value, f"“{value}”, which there isn't")
        return f"{capfirst(str(self.title))}: {label}"


class ChoiceForm(forms.Form):
    """A filter's box, in the theme's look; works without scripts."""

    def __init__(self, chosen: ChosenFilter) -> None:
        name = str(chosen.parameter_name)
        super().__init__(initial={name: chosen.value() or ""})
        self.fields[name] = forms.ChoiceField(
            label=capfirst(str(chosen.title)),
            required=False,
            choices=[("", "All"), *chosen.labels],
            widget=UnfoldAdminSelectWidget,
        )


class StatusFilter(ChosenFilter):
    """By status; the tabs above the list set the same."""

    title = "status"
    parameter_name = "status__exact"
    offered = ItemStatus.choices


class AreaFilter(ChosenFilter):
    """By area."""

    title = "area"
    parameter_name = "area"
    offered = Area.choices


class TypeFilter(ChosenFilter):
    """By type."""

    title = "type"
    parameter_name = "type"
    offered = ItemType.choices


class ComplexityFilter(ChosenFilter):
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


class ImpactFilter(ChosenFilter):
    """By the word for the impact score."""

    title = "impact"
    parameter_name = "impact"
    bounds = _impact_bounds()
    offered = [(label, f"{label.capitalize()} ({a} to {b})") for label, (a, b) in bounds.items()]

    def condition(self, value: str) -> Q:
        """Give the range of scores that the word stands for."""
        return Q(impact_score__range=self.bounds[value])


class QuickWinFilter(ChosenFilter):
    """By whether much is gained for little."""

    title = "quick win"
    parameter_name = "quick_win"
    offered = (("yes", "Quick wins"), ("no", "Others"))

    def condition(self, value: str) -> Q:
        """Give the scores of a quick win, or the opposite."""
        return QUICK_WIN if value == "yes" else ~QUICK_WIN
