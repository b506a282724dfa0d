"""Cursors: where a page begins, as a text that clients pass back as it is."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import orjson

from accounts.api.listing.orders import Order, Place, Value

LONGEST: Final = 1_000
"""Characters of a cursor; titles that lists are ordered by are shorter."""


class BadCursor(ValueError):
    """A text that isn't a cursor of this order."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place after which a page begins, read forwards or backwards, in a named order."""

    order: str
    place: Place
    backwards: bool = False


def write_cursor(cursor: Cursor) -> str:
    """Give the text of a cursor."""
    values = [_written(value) for value in cursor.place]
    content = orjson.dumps([cursor.order, int(cursor.backwards), *values])
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def read_cursor(text: str, *, name: str, order: Order) -> Cursor:
    """Read a cursor of the order that is called `name`; raises BadCursor."""
    try:
        found, backwards, *values = _content(text)
        place = order.read_place(values)
    except (ValueError, TypeError, OverflowError, binascii.Error) as error:
        raise BadCursor from error
    if found != name or backwards not in {0, 1}:
        raise BadCursor
    return Cursor(name, place, bool(backwards))


def _content(text: str) -> list[object]:
    if len(text) > LONGEST or not text.isascii():
        raise BadCursor
    padded = text + "=" * (-len(text) % 4)
    content = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    if not isinstance(content, list):
        raise BadCursor
    return content


def _written(value: Value) -> str | int | None:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
