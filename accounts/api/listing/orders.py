"""The orders that a list can be read in, and what comes after a place in one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import F, OrderBy, Q

type Value = str | int | datetime | UUID | None
type Place = tuple[Value, ...]
"""A row's values in the columns of an order: where the row stands in the list."""

INTEGER_RANGE: Final = (-(2**31), 2**31 - 1)
"""What PostgreSQL's `integer` holds."""


def _integer(value: object) -> int:
    low, high = INTEGER_RANGE
    if type(value) is not int or not low <= value <= high:
        raise ValueError(value)
    return value


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment.astimezone(UTC)


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(value)
    return value


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an order; `read` makes its value of JSON and raises ValueError for nonsense.

    The NULLs of a nullable column come last, and first when the order is read backwards.
    """

    name: str
    read: Callable[[object], Value]
    descending: bool = False
    nullable: bool = False

    def ordering(self, *, backwards: bool) -> OrderBy:
        """Give Django's expression for the column."""
        descending = self.descending is not backwards
        nulls = {"nulls_first": True} if backwards else {"nulls_last": True}
        return OrderBy(F(self.name), descending=descending, **nulls if self.nullable else {})

    def read_value(self, value: object) -> Value:
        """Give the value of a place; raises ValueError."""
        return None if value is None and self.nullable else self.read(value)

    def equal(self, value: Value) -> Q:
        """Rows that have the value."""
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def beyond(self, value: Value, *, backwards: bool) -> list[Q]:
        """Rows that come later, in groups that follow each other; none after the last NULL."""
        if value is None:
            return [Q(**{f"{self.name}__isnull": False})] if backwards else []
        lookup = "lt" if self.descending is not backwards else "gt"
        groups = [Q(**{f"{self.name}__{lookup}": value})]
        if self.nullable and not backwards:
            groups.append(Q(**{f"{self.name}__isnull": True}))
        return groups


def moments(name: str, *, descending: bool = False, nullable: bool = False) -> Column:
    """Give a column of times."""
    return Column(name, _moment, descending, nullable)


def integers(name: str, *, descending: bool = False, nullable: bool = False) -> Column:
    """Give a column of whole numbers."""
    return Column(name, _integer, descending, nullable)


def texts(name: str, *, descending: bool = False) -> Column:
    """Give a column of one-line texts."""
    return Column(name, _text, descending)


def ids(name: str = "id", *, descending: bool = False) -> Column:
    """Give the column of ids, which ends every order: no two rows share a place."""
    return Column(name, lambda value: UUID(str(value)), descending)


@dataclass(frozen=True, slots=True)
class Order:
    """Columns that put every row in a place of its own."""

    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def ordering(self, *, backwards: bool) -> list[OrderBy]:
        """Give Django's expressions for `order_by`."""
        return [column.ordering(backwards=backwards) for column in self.columns]

    def read_place(self, values: Sequence[object]) -> Place:
        """Give a place from JSON; raises ValueError for what isn't one of this order."""
        pairs = zip(self.columns, values, strict=True)
        return tuple(column.read_value(value) for column, value in pairs)

    def after(self, place: Place, *, backwards: bool) -> list[Q]:
        """Give conditions for the rows after a place: each group's rows precede the next one's.

        Each group is one range of an index on the columns, so no row before the place is read.
        """
        *leading, last_but_one, last = zip(self.columns, place, strict=True)
        groups = [Q(*_tail(last_but_one, last, backwards=backwards))]
        for column, value in reversed(leading):
            groups = [column.equal(value) & group for group in groups]
            groups += column.beyond(value, backwards=backwards)
        return groups


def _tail(first: tuple[Column, Any], last: tuple[Column, Any], *, backwards: bool) -> Iterator[Q]:
    """Rows beyond the last two columns' values, as one range with a bound on its first column."""
    (column, value), (tie, tie_value) = first, last
    (later,) = column.beyond(value, backwards=backwards)
    (later_tie,) = tie.beyond(tie_value, backwards=backwards)
    lookup = "lte" if column.descending is not backwards else "gte"
    yield Q(**{f"{column.name}__{lookup}": value})
    yield later | later_tie
