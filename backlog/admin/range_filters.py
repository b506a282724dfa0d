"""Filters by a lowest and a highest score."""

from collections.abc import Iterator
from typing import Any, ClassVar, Final

from django import forms
from django.contrib.admin import ListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from backlog.choices import SCORE_RANGE

DIGITS: Final = 3
"""Longer numbers are no scores."""
_PRIORITY_RANGE: Final = (
    2 * SCORE_RANGE[0] - SCORE_RANGE[1],
    2 * SCORE_RANGE[1] - SCORE_RANGE[0],
)


class ScoreRangeFilter(ListFilter):
    """From one score to another, both included; what isn't a number finds nothing."""

    template = "backlog/list/range_filter.html"
    name: ClassVar[str]
    column: ClassVar[str]
    bounds: ClassVar[tuple[int, int]] = SCORE_RANGE

    def __init__(self, request: HttpRequest, params: dict[str, Any], *rest: Any) -> None:
        super().__init__(request, params, *rest)
        for parameter in self.expected_parameters():
            if parameter in params:
                self.used_parameters[parameter] = params.pop(parameter)[-1].strip()

    def has_output(self) -> bool:
        """Always: the boxes are there to be filled in."""
        return True

    def expected_parameters(self) -> list[str]:  # type: ignore[override]  # Django allows None
        """Give the names of the two bounds in the address."""
        return [f"{self.name}_from", f"{self.name}_to"]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Give the two boxes, as the template wants them."""
        yield {"form": RangeForm(self)}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows between the bounds."""
        lowest, highest = self._texts()
        try:
            condition = self._condition("gte", lowest) & self._condition("lte", highest)
        except ValueError:
            return queryset.none()
        return queryset.filter(condition)

    def chip(self) -> str:
        """Tell what is filtered by; empty when nothing is."""
        words = [
            f"{word} {_told(text)}"
            for word, text in zip(("from", "to"), self._texts(), strict=True)
            if text
        ]
        return f"{str(self.title).capitalize()} {' '.join(words)}" if words else ""

    def _texts(self) -> list[str]:
        return [str(self.used_parameters.get(name, "")) for name in self.expected_parameters()]

    def _condition(self, lookup: str, text: str) -> Q:
        return Q(**{f"{self.column}__{lookup}": score_of(text)}) if text else Q()


class RangeForm(forms.Form):
    """A range's two boxes, in the theme's look."""

    def __init__(self, chosen: ScoreRangeFilter) -> None:
        super().__init__(initial=chosen.used_parameters)
        lowest, highest = chosen.bounds
        for name, word in zip(chosen.expected_parameters(), ("from", "to"), strict=True):
            attributes = {
                "placeholder": word.capitalize(),
                "aria-label": f"{str(chosen.title).capitalize()} {word}",
                "min": lowest,
                "max": highest,
            }
            self.fields[name] = forms.IntegerField(
                required=False, widget=UnfoldAdminIntegerFieldWidget(attrs=attributes)
            )


class PriorityRangeFilter(ScoreRangeFilter):
    """By priority."""

    title = "priority"
    name = "priority"
    column = "priority_score"
    bounds = _PRIORITY_RANGE


class ImpactRangeFilter(ScoreRangeFilter):
    """By the impact score itself."""

    title = "impact score"
    name = "impact"
    column = "impact_score"


class EffortRangeFilter(ScoreRangeFilter):
    """By effort."""

    title = "effort"
    name = "effort"
    column = "effort_score"


def score_of(text: str) -> int:
    """Read a score; raises ValueError for anything else."""
    if len(text) > DIGITS or not text.isascii():
        raise ValueError(text)
    return int(text)


def _told(text: str) -> str:
    try:
        return str(score_of(text))
    except ValueError:
        return f"“{text}”, which is no score"
