"""Counts as the first page shows them: exact while they are small."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet

from mason.database.counting import counts_up_to

COUNTED: Final = 1_000
"""Rows of a kind that are counted; of more nobody needs the number."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number of rows, or the least that there are."""

    number: int
    is_capped: bool = False

    def __str__(self) -> str:
        return f"{intcomma(self.number)}{'+' if self.is_capped else ''}"

    def __bool__(self) -> bool:
        return self.number > 0


def counted(rowsets: Sequence[QuerySet[Any]], *, limit: int = COUNTED) -> list[Count]:
    """Count each set of rows up to the limit, all in one query."""
    found = counts_up_to(limit + 1, rowsets)
    return [Count(min(number, limit), is_capped=number > limit) for number in found]
