"""Pages of tables that may hold millions of rows."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, override

from django.contrib import messages
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR
from django.core.paginator import Page, Paginator
from django.db.models import OrderBy, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.views import ChangeList

MAXIMUM_COUNTED: Final = 1_000
"""Rows that a list counts on its first pages; on later ones it looks some pages ahead."""
PAGES_AHEAD: Final = 3
LAST_ROW: Final = 100_000
"""How far a list goes: finding a page takes the longer the further down it is."""
AUTOCOMPLETE_PAGE_VAR: Final = "page"

Order = Sequence[Any]
"""Names of columns, with a minus for descending, or Django's OrderBy of one."""


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # Django's class isn't generic
    """Counts no further than is shown, so that the time doesn't grow with the table.

    `page_number` is the page that will be asked for. A queryset with a `search` finds rows in its
    own way, by `ids_between(bottom, top)`, and is counted no further than some pages ahead.
    """

    def __init__(self, *arguments: Any, page_number: int = 1, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._bottom = (page_number - 1) * self.per_page
        self._ahead = self._bottom + (1 + PAGES_AHEAD) * self.per_page

    @cached_property
    def count(self) -> int:
        """Give how many rows there are, no more than were counted."""
        return min(self._counted, self._limit)

    @property
    def is_capped(self) -> bool:
        """Whether there are more rows than `count` says."""
        return self._counted > self._limit

    @override
    def page(self, number: Any) -> Page:  # type: ignore[type-arg]  # Django's class isn't generic
        """Give the page: its ids first, which an index has, then these rows."""
        number = self.validate_number(number)
        bottom = (number - 1) * self.per_page
        rows: Any = self.object_list
        if self._search is None:
            ids = list(rows.values_list("pk", flat=True)[bottom : bottom + self.per_page])
        elif bottom == self._bottom:
            ids = self._ids_ahead[: self.per_page]
        else:
            ids = rows.ids_between(bottom, bottom + self.per_page)
        listed = rows if self._search is None else self._search.rows
        return Page(listed.filter(pk__in=ids), number, self)

    @property
    def _search(self) -> Any:
        return getattr(self.object_list, "search", None)

    @cached_property
    def _limit(self) -> int:
        return self._ahead if self._search else max(self._ahead, MAXIMUM_COUNTED)

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        if self._search is None:
            return int(rows.order_by()[: self._limit + 1].count())
        return self._bottom + len(self._ids_ahead) if self._ids_ahead else 0

    @cached_property
    def _ids_ahead(self) -> list[Any]:
        rows: Any = self.object_list
        return list(rows.ids_between(self._bottom, self._ahead + 1))


class PagedList(ChangeList):
    """A list that goes as far as LAST_ROW, in orders that an index has to the last column."""

    model_admin: Any

    @override
    def get_results(self, request: HttpRequest) -> None:
        """Load the page that was asked for, or the first one if that is out of reach."""
        if self.page_num > last_page(self.list_per_page):
            text = (
                f"Page {self.page_num:,} is out of reach: a list goes as far as row {LAST_ROW:,}."
                " Filter it, or sort it the other way."
            )
            messages.warning(request, text)
            self.page_num = 1
        super().get_results(request)
        if not self.multi_page:
            self.result_list = self.paginator.page(1).object_list

    @override
    def get_ordering_field_columns(self) -> Any:
        """Give the ordered columns, worked out once: the theme asks for each row."""
        return self._ordered_columns

    @cached_property
    def _ordered_columns(self) -> Any:
        return super().get_ordering_field_columns()

    @override
    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """Give the order with what decides among equals; of several columns, Django's own."""
        ordering = super().get_ordering(request, queryset)
        has_several = "." in self.params.get(ORDER_VAR, "")
        return ordering if has_several else completed(ordering, self.model_admin.orders)


class PagingAdmin:
    """A table whose pages are found in the same time, however many rows it has."""

    orders: ClassVar[Mapping[str, Order]] = {}
    """The whole order for a column, as an index has it; the reverse is read from its end."""

    def get_paginator(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        per_page: int,
        orphans: int = 0,
        allow_empty_first_page: bool = True,  # noqa: FBT001, FBT002 - Django's own signature
    ) -> CappedPaginator:
        """Give the paginator, which looks ahead from the page that the request asks for."""
        number = asked_page(request)
        return CappedPaginator(
            queryset,
            per_page,
            orphans,
            allow_empty_first_page,
            page_number=number if number <= last_page(per_page) else 1,
        )


def last_page(per_page: int) -> int:
    """Give the last page that may be asked for, whatever there is behind it."""
    return LAST_ROW // per_page


def asked_page(request: HttpRequest) -> int:
    """Give the page that a list or an autocomplete field asks for, 1 where that makes no sense."""
    asked = request.GET.get(PAGE_VAR) or request.GET.get(AUTOCOMPLETE_PAGE_VAR) or "1"
    try:
        return max(int(asked), 1)
    except ValueError:
        return 1


def completed(ordering: Order, orders: Mapping[str, Order]) -> Order:
    """Replace an order that begins with a column by the whole order for it, in its direction."""
    name, is_descending = _column(ordering[0])
    if name not in orders:
        return ordering
    whole = orders[name]
    return whole if _column(whole[0])[1] == is_descending else [_reversed(part) for part in whole]


def _column(part: str | OrderBy) -> tuple[str, bool]:
    if isinstance(part, str):
        return part.removeprefix("-"), part.startswith("-")
    return getattr(part.expression, "name", ""), part.descending


def _reversed(part: str | OrderBy) -> str | OrderBy:
    if isinstance(part, str):
        return part[1:] if part.startswith("-") else f"-{part}"
    turned = part.copy()
    turned.reverse_ordering()
    return turned
