"""Pages of what a search of the backlog finds."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from accounts.api.listing.columns import Columns
from accounts.api.listing.parameters import Asked
from accounts.api.listing.questions import Question, parts_of, place_indexes, read_names
from accounts.api.listing.statements import Statement
from backlog.found_items import Search, found
from backlog.models import BacklogItem
from backlog.text_search import typed_words
from mason.database.prepared import Row


@dataclass(frozen=True, slots=True)
class FoundRows:
    """Rows that a search finds: their ids first, in the order of the list, then their columns."""

    ids: Statement
    names: tuple[str, ...]

    def rows(self, user_id: UUID | None = None) -> list[Row]:
        """Read them for a user."""
        ids = [row_id for (row_id,) in self.ids.rows(user_id)]
        if not ids:
            return []
        items = BacklogItem.objects.filter(pk__in=ids).order_by()
        rows = {row[0]: row[1:] for row in Statement.of(items, ["pk", *self.names]).rows()}
        return [rows[row_id] for row_id in ids if row_id in rows]


def search_question(rows: QuerySet[Any], asked: Asked, columns: Columns) -> Question:
    """Ask for a page of the items whose texts have the words that were typed."""
    words, names = typed_words(asked.search), read_names(asked)
    parts = parts_of(rows, asked) if words else []
    found_parts = (_found(words, part, asked.limit + 1, names) for part in parts)
    kept = tuple(part for part in found_parts if part is not None)
    return Question(asked, columns, place_indexes(asked), kept)


def _found(
    words: list[str], part: QuerySet[Any], count: int, names: tuple[str, ...]
) -> FoundRows | None:
    part.query.clear_limits()
    try:
        statement = found(Search(words, part), 0, count)
    except EmptyResultSet:
        return None
    return FoundRows(Statement(statement.sql, statement.params), names)
