"""What every list can be asked: how many rows, which page, in which order, which columns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.core.exceptions import ValidationError as BadValue
from django.http import QueryDict
from rest_framework.exceptions import ValidationError

from accounts.api.listing.cursors import BadCursor, Cursor, read_cursor
from accounts.api.listing.orders import Order
from accounts.filters import TextField, WholeNumberField, listed

LIMIT_RANGE: Final = (1, 200)
"""Fewest and most rows of a page."""
DEFAULT_LIMIT: Final = 50
LIST_PARAMETERS: Final = ("limit", "cursor", "ordering", "search", "fields")


class Direction(NamedTuple):
    """An order, and whether it is read from its end."""

    order: Order
    flipped: bool


def both_ways(orders: Mapping[str, Order]) -> dict[str, Direction]:
    """Name each order by its column, with a minus in front where the largest comes first."""
    directions: dict[str, Direction] = {}
    for name, order in orders.items():
        down = order.columns[0].descending
        directions[f"-{name}" if down else name] = Direction(order, flipped=False)
        directions[name if down else f"-{name}"] = Direction(order, flipped=True)
    return directions


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks of a list, apart from the list's own filters."""

    limit: int
    ordering: str
    direction: Direction
    columns: tuple[str, ...]
    search: str = ""
    cursor: Cursor | None = None

    @property
    def backwards(self) -> bool:
        """Whether the order is read from its end."""
        return self.direction.flipped is not (self.cursor is not None and self.cursor.backwards)


def read_parameters(
    query: QueryDict,
    *,
    filters: Iterable[str],
    directions: Mapping[str, Direction],
    columns: tuple[str, ...],
    searchable: bool,
) -> Asked:
    """Read the query; the first of `directions` is the usual order.

    Raises ValidationError, naming each parameter that is unknown, repeated or wrong.
    """
    _require_known(query, {*filters, *LIST_PARAMETERS} - (set() if searchable else {"search"}))
    reading = _Reading(query)
    ordering = reading.one_of("ordering", directions)
    asked = Asked(
        limit=reading.limit(),
        ordering=ordering,
        direction=directions[ordering],
        columns=reading.columns(columns),
        search=reading.text("search"),
        cursor=reading.cursor(ordering, directions[ordering].order),
    )
    if reading.errors:
        raise ValidationError(reading.errors)
    return asked


def _require_known(query: QueryDict, known: set[str]) -> None:
    unknown = sorted(set(query) - known)
    if unknown:
        raise ValidationError(
            f"There is no query parameter {listed(unknown)}; there are {listed(sorted(known))}.",
            code="unknown_parameter",
        )
    blank = sorted(name for name in query if not query[name])
    if blank:
        raise ValidationError(dict.fromkeys(blank, "Give a value, or leave the parameter out."))
    repeated = sorted(name for name, values in query.lists() if len(values) > 1)
    if repeated:
        raise ValidationError(
            dict.fromkeys(repeated, "Give this parameter once; separate values by commas.")
        )


class _Reading:
    """Reads one parameter after the other and gathers what is wrong with them."""

    def __init__(self, query: QueryDict) -> None:
        self.query = query
        self.errors: dict[str, str] = {}

    def limit(self) -> int:
        """Give how many rows are asked for."""
        field = WholeNumberField(bounds=LIMIT_RANGE, required=False)
        try:
            return field.clean(self.query.get("limit")) or DEFAULT_LIMIT
        except BadValue as error:
            self.errors["limit"] = error.messages[0]
            return DEFAULT_LIMIT

    def text(self, name: str) -> str:
        """Give a text, empty when there is none."""
        try:
            return TextField(required=False).clean(self.query.get(name)) or ""
        except BadValue as error:
            self.errors[name] = error.messages[0]
            return ""

    def one_of(self, name: str, known: Iterable[str]) -> str:
        """Give one of the known values, the first when nothing is said."""
        usual, *_ = values = list(known)
        given = self.query.get(name) or usual
        if given not in values:
            self.errors[name] = f"Give one of {', '.join(values)}."
            return usual
        return given

    def columns(self, known: tuple[str, ...]) -> tuple[str, ...]:
        """Give the columns that are asked for, in the order in which they are always shown."""
        given = self.query.get("fields")
        if not given:
            return known
        wanted = set(given.split(","))
        unknown = sorted(wanted - set(known))
        if unknown:
            self.errors["fields"] = (
                f"There is no field {listed(unknown)}; there are {', '.join(known)}."
            )
        return tuple(name for name in known if name in wanted)

    def cursor(self, name: str, order: Order) -> Cursor | None:
        """Give the page that is asked for, None for the first."""
        text = self.query.get("cursor")
        if not text:
            return None
        try:
            return read_cursor(text, name=name, order=order)
        except BadCursor:
            self.errors["cursor"] = (
                "This isn't a cursor of this list in this order: take it from “next” or"
                " “previous”, or leave it out for the first page."
            )
            return None
