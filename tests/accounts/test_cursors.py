import base64
import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.api.listing.cursors import BadCursor, Cursor, read_cursor, write_cursor
from accounts.api.listing.orders import Order, ids, integers, moments, texts

MOMENT = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)
ROW = UUID(int=7)
ORDER = Order((integers("score", descending=True, nullable=True), moments("created_at"), ids()))
NAMED = Order((texts("name"), ids()))

places = st.tuples(
    st.none() | st.integers(-(2**31), 2**31 - 1),
    st.datetimes(timezones=st.just(UTC)),
    st.uuids(),
)


def encoded(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def read(text):
    return read_cursor(text, name="-score", order=ORDER)


@given(places, st.booleans())
def test_a_cursor_is_read_as_it_was_written(place, backwards):
    cursor = Cursor("-score", place, backwards)

    assert read(write_cursor(cursor)) == cursor


@given(st.text(), st.uuids())
def test_a_text_in_a_place_is_read_as_it_was_written_or_refused(name, row):
    cursor = Cursor("name", (name, row))
    try:
        text = write_cursor(cursor)
        found = read_cursor(text, name="name", order=NAMED)
    except (BadCursor, TypeError):
        assert "\0" in name or len(name) > 200
    else:
        assert found == cursor


@given(st.text() | st.text("ABCDEFGHabcdefgh0123456789-_"))
def test_any_other_text_is_refused(text):
    with pytest.raises(BadCursor):
        read(text)


@pytest.mark.parametrize(
    "content",
    [
        [],
        {},
        "text",
        None,
        ["-score", 0],
        ["-score", 0, 1, MOMENT.isoformat()],
        ["-score", 0, 1, MOMENT.isoformat(), str(ROW), 1],
        ["-score", 2, 1, MOMENT.isoformat(), str(ROW)],
        ["score", 0, 1, MOMENT.isoformat(), str(ROW)],
        ["-score", 0, True, MOMENT.isoformat(), str(ROW)],
        ["-score", 0, "1", MOMENT.isoformat(), str(ROW)],
        ["-score", 0, 1.0, MOMENT.isoformat(), str(ROW)],
        ["-score", 0, 2**31, MOMENT.isoformat(), str(ROW)],
        ["-score", 0, 1, None, str(ROW)],
        ["-score", 0, 1, "2026-03-02T09:00:00", str(ROW)],
        ["-score", 0, 1, "0001-01-01T00:00:00+14:00", str(ROW)],
        ["-score", 0, 1, MOMENT.isoformat(), "7"],
        ["-score", 0, 1, MOMENT.isoformat(), None],
    ],
)
def test_a_place_that_isnt_one_of_the_order_is_refused(content):
    with pytest.raises(BadCursor):
        read(encoded(content))


def test_a_cursor_of_this_order_is_accepted_whoever_made_it():
    content = ["-score", 0, None, "2026-03-02T10:00:00.123456+01:00", str(ROW)]

    assert read(encoded(content)) == Cursor("-score", (None, MOMENT, ROW))


def test_a_time_in_a_cursor_is_in_utc():
    berlin = timezone(timedelta(hours=1))
    cursor = Cursor("-score", (1, MOMENT.astimezone(berlin), ROW))

    assert read(write_cursor(cursor)).place[1] == MOMENT
