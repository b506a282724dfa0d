import csv
import json
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.admin.export_formats import csv_pieces, harmless, json_pieces

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), TEXTS, st.lists(TEXTS))


def csv_rows(rows: list[list[object]]) -> list[list[str]]:
    """What a reader of the file gets below the line of names."""
    text = "".join(csv_pieces(["first", "second"], rows))
    return [*csv.reader(StringIO(text, newline=""))][1:]


FULLWIDTH_MARKS = [chr(ord(mark) + 0xFEE0) for mark in "=+-@"]


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "\t", "\r", "\n", *FULLWIDTH_MARKS])
def test_what_a_spreadsheet_takes_for_a_formula_gets_an_apostrophe(mark):
    assert harmless(f"{mark}1+1") == f"'{mark}1+1"


@pytest.mark.parametrize("blank", [" ", "\t", "\r\n", "\N{NO-BREAK SPACE}"])
def test_blanks_before_the_mark_do_not_hide_it(blank):
    assert harmless(f"{blank}=1+1") == f"'{blank}=1+1"


@pytest.mark.parametrize("text", ["", "1+1", "a=b", "(-1)", "'=1+1", " plain"])
def test_other_texts_stay_as_they_are(text):
    assert harmless(text) == text


@given(TEXTS)
def test_no_cell_of_text_begins_like_a_formula(text):
    ((cell, _),) = csv_rows([[text, "x"]])

    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert cell.removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (-7, "-7"),
        (Decimal("-0.50"), "-0.50"),
        (None, ""),
        (True, "true"),
        (["=1", None], '["=1", null]'),
    ],
)
def test_cells_other_than_text(value, cell):
    assert csv_rows([[value, "x"]]) == [[cell, "x"]]


@given(st.lists(st.tuples(VALUES, VALUES), max_size=5))
def test_json_gives_back_what_was_exported(rows):
    text = "".join(json_pieces(["first", "second"], rows))

    assert json.loads(text) == [{"first": first, "second": second} for first, second in rows]


@pytest.mark.parametrize("number", [0, 1, 499, 500, 501, 1000])
def test_the_array_is_whole_at_every_number_of_rows(number):
    text = "".join(json_pieces(["n"], [[index] for index in range(number)]))

    assert json.loads(text) == [{"n": index} for index in range(number)]


def test_a_value_of_an_unknown_kind_is_refused():
    with pytest.raises(TypeError, match="A complex has no place in an export"):
        "".join(json_pieces(["n"], [[1j]]))
