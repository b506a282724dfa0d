"""Long texts in the lists of the admin: their beginning; the row's own page has all."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import admin
from django.db.models.functions import Left

LISTED_CHARACTERS: Final = 200


def beginning_of(field: str) -> Left:
    """Give the part of the text that is loaded: one character more shows that it goes on."""
    return Left(field, LISTED_CHARACTERS + 1)


def beginning(field: str, annotation: str) -> Callable[[Any, Any], str]:
    """Make a list column of the text's beginning, which the rows have as `annotation`."""

    @admin.display(description=field.capitalize(), ordering=field)
    def column(_admin: Any, row: Any) -> str:
        text: str = getattr(row, annotation)
        return text if len(text) <= LISTED_CHARACTERS else f"{text[:LISTED_CHARACTERS]}…"

    return column
