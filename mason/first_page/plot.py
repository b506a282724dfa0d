"""New items by impact and effort, each place leading to its items."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection

from backlog.choices import (
    QUICK_WIN_MAXIMUM_EFFORT,
    QUICK_WIN_MINIMUM_IMPACT,
    SCORE_RANGE,
    ItemStatus,
)
from backlog.models import BacklogItem
from mason.first_page.numbers import Count
from mason.first_page.scope import Scope

COUNTED_OF_A_CELL: Final = 99
READ_OF_A_REPOSITORY: Final = 10_000
"""New items of a repository that are counted; of more, each number is the least there are."""

SIZES: Final = (30, 12, 5, 2, 1)
"""The least items of each size of a dot, the largest first."""

_SCORES: Final = range(SCORE_RANGE[0], SCORE_RANGE[1] + 1)

# One statement text for all pairs: Django would compile a subquery for each.
_EACH_PAIR: Final = f"""
SELECT impact, effort, (
    SELECT count(*) FROM (
        SELECT FROM {BacklogItem._meta.db_table}
        WHERE status = 'new' AND impact_score = impact AND effort_score = effort LIMIT %s
    ) AS counted
) FROM generate_series(%s, %s) AS impact, generate_series(%s, %s) AS effort
"""  # noqa: S608 - the table's name is the model's

type Counts = Mapping[tuple[int | None, int | None], Count]


@dataclass(frozen=True, slots=True)
class Cell:
    """The new items with these scores; `size` is from 0, for none, to 5."""

    impact: int
    effort: int
    count: Count
    url: str

    @property
    def size(self) -> int:
        """How large the dot is."""
        sizes = enumerate(SIZES)
        return next((len(SIZES) - i for i, least in sizes if self.count.number >= least), 0)

    @property
    def is_quick_win(self) -> bool:
        """Whether these items bring much for little."""
        return self.impact >= QUICK_WIN_MINIMUM_IMPACT and self.effort <= QUICK_WIN_MAXIMUM_EFFORT


@dataclass(frozen=True, slots=True)
class PlotRow:
    """The cells of an impact, the least effort first."""

    impact: int
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Plot:
    """The rows, the greatest impact first, and the efforts that their columns stand for."""

    rows: Sequence[PlotRow]
    efforts: Sequence[int] = _SCORES

    def __bool__(self) -> bool:
        return any(cell.count for row in self.rows for cell in row.cells)


def plot_of(scope: Scope) -> Plot:
    """Count the new items of each pair of scores; items without scores have no place."""
    counts = _counts_everywhere() if scope.repository is None else _counts_of_repository(scope)
    return Plot(
        [
            PlotRow(impact, [_cell(scope, impact, effort, counts) for effort in _SCORES])
            for impact in reversed(_SCORES)
        ]
    )


def _counts_everywhere() -> Counts:
    """Count each pair by the index of scores, no further than is shown."""
    with connection.cursor() as cursor:
        cursor.execute(_EACH_PAIR, [COUNTED_OF_A_CELL + 1, *SCORE_RANGE, *SCORE_RANGE])
        found = cursor.fetchall()
    return {
        (impact, effort): Count(min(number, COUNTED_OF_A_CELL), number > COUNTED_OF_A_CELL)
        for impact, effort, number in found
    }


def _counts_of_repository(scope: Scope) -> Counts:
    """Count what the repository has: its few items aren't looked for pair by pair."""
    pairs = scope.items().new().order_by().values_list("impact_score", "effort_score")
    found = list(pairs[: READ_OF_A_REPOSITORY + 1])
    are_more = len(found) > READ_OF_A_REPOSITORY
    return {
        pair: Count(min(number, COUNTED_OF_A_CELL), are_more or number > COUNTED_OF_A_CELL)
        for pair, number in Counter(found).items()
    }


def _cell(scope: Scope, impact: int, effort: int, counts: Counts) -> Cell:
    count = counts.get((impact, effort), Count(0))
    if not count:
        return Cell(impact, effort, count, "")
    scores = {"impact": impact, "effort": effort}
    bounds = {f"{name}_{end}": at for name, at in scores.items() for end in ("from", "to")}
    url = scope.items_url(status__exact=ItemStatus.NEW, **bounds)
    return Cell(impact, effort, count, url)
