"""What a list or a row is asked for, worked out once and kept for the next request of its kind."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.actors import Actor
from accounts.api.listing.columns import Columns
from accounts.api.listing.cursors import Cursor
from accounts.api.listing.parameters import Asked
from accounts.api.listing.statements import WHOEVER, Rows, first_rows, statements_of
from accounts.choices import Channel
from accounts.models import User
from mason.database.prepared import Row

if TYPE_CHECKING:
    from accounts.api.listing.orders import Place


def whoever(*, sees_all: bool) -> Actor:
    """Give an agent whose user the statement's runs fill in, or somebody who sees every row."""
    return Actor.operator() if sees_all else Actor(Channel.API, User(pk=WHOEVER), WHOEVER)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as objects, and where the pages beside them begin."""

    results: list[dict[str, object]]
    after: Cursor | None
    before: Cursor | None


@dataclass(frozen=True, slots=True)
class Question:
    """A list that somebody asks for: the parts that it is read from, and what is shown of it."""

    asked: Asked
    columns: Columns
    places: tuple[int, ...]
    parts: tuple[Rows, ...]

    @classmethod
    def about(cls, rows: QuerySet[Any], asked: Asked, columns: Columns) -> "Question":
        """Ask for a page of these rows."""
        names = read_names(asked)
        parts = statements_of(parts_of(rows, asked), names)
        return cls(asked, columns, place_indexes(asked), parts)

    def page(self, user_id: UUID | None) -> Page:
        """Read the page for a user."""
        limit, cursor = self.asked.limit, self.asked.cursor
        found = first_rows(self.parts, user_id, limit + 1)
        more, rows = len(found) > limit, found[:limit]
        if cursor is not None and cursor.backwards:
            rows.reverse()
        came_back = cursor is not None and cursor.backwards
        has_after, has_before = (True, more) if came_back else (more, cursor is not None)
        return Page(
            self.columns.objects(rows),
            self._cursor(rows[-1:], has_after, backwards=False),
            self._cursor(rows[:1], has_before, backwards=True),
        )

    def _cursor(self, rows: list[Row], wanted: bool, *, backwards: bool) -> Cursor | None:  # noqa: FBT001 - no flag of a caller
        if not wanted or not rows:
            return None
        place: Place = tuple(rows[0][index] for index in self.places)
        return Cursor(self.asked.ordering, place, backwards)


def read_names(asked: Asked) -> tuple[str, ...]:
    """Name the columns that are read: those shown, then what else the order needs."""
    others = (name for name in asked.direction.order.names if name not in asked.columns)
    return (*asked.columns, *others)


def place_indexes(asked: Asked) -> tuple[int, ...]:
    """Tell where the order's columns stand among those that are read."""
    names = read_names(asked)
    return tuple(names.index(name) for name in asked.direction.order.names)


def parts_of(rows: QuerySet[Any], asked: Asked) -> list[QuerySet[Any]]:
    """Give the querysets that the page is read from: each one's rows precede the next one's."""
    order, backwards = asked.direction.order, asked.backwards
    ordered = rows.order_by(*order.ordering(backwards=backwards))
    groups = [Q()] if asked.cursor is None else order.after(asked.cursor.place, backwards=backwards)
    return [ordered.filter(group)[: asked.limit + 1] for group in groups]
