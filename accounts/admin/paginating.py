"""Pages of tables that may hold millions of rows."""

from typing import Any, Final

from django.core.paginator import Paginator
from django.utils.functional import cached_property

MAXIMUM_COUNTED: Final = 10_000
"""Rows that a list counts at most, and so shows: more than anybody pages through."""


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # Django's class isn't generic
    """Counts no further than MAXIMUM_COUNTED, so that the time doesn't grow with the table."""

    @cached_property
    def count(self) -> int:
        """Give how many rows there are, MAXIMUM_COUNTED for more than that."""
        return min(self._counted, MAXIMUM_COUNTED)

    @property
    def is_capped(self) -> bool:
        """Whether there are more rows than `count` says."""
        return self._counted > MAXIMUM_COUNTED

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[: MAXIMUM_COUNTED + 1].count())
