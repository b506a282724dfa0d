"""The forms that rows are exported in: CSV for tables, JSON for programs."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import StringIO
from itertools import batched
from typing import Any, Final
from uuid import UUID

ROWS_AT_ONCE: Final = 500
"""Rows in memory together: an item with its PRD may take 50 KB."""
FORMULA_MARKS: Final = frozenset(
    "=+-@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
    "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
)
"""With these a text becomes a formula in a spreadsheet."""
FORMULA_BLANKS: Final = frozenset("\t\r\n")
"""So it does after these, which spreadsheets drop."""
CUT_SHORT: Final = "This file is incomplete: an error stopped the export here."

type Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A form of export; `pieces` makes the file's text of the columns' names and the rows."""

    name: str
    content_type: str
    pieces: Callable[[Sequence[str], Iterable[Row]], Iterator[str]]


def csv_pieces(names: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """Give a line of names and one for each row, each number a number, each other cell a text.

    An error on the way is told in the last line, and raised: servers end the answer as ever.
    """
    yield _csv_lines([names])
    try:
        for part in batched(rows, ROWS_AT_ONCE):
            yield _csv_lines([_cell(value) for value in row] for row in part)
    except Exception:
        yield _csv_lines([[CUT_SHORT]])
        raise


def json_pieces(names: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """Give an array with an object for each row.

    Its closing bracket comes last, so that a file that an error cut short is no JSON.
    """
    before = "["
    for part in batched(rows, ROWS_AT_ONCE):
        objects = (_json(dict(zip(names, row, strict=True))) for row in part)
        yield before + "\n" + ",\n".join(objects)
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


CSV: Final = ExportFormat("csv", "text/csv", csv_pieces)
JSON: Final = ExportFormat("json", "application/json", json_pieces)
FORMATS: Final = (CSV, JSON)


def harmless(text: str) -> str:
    """Give the text so that no spreadsheet takes it for a formula."""
    marked = text[:1] in FORMULA_BLANKS or text.lstrip()[:1] in FORMULA_MARKS
    return f"'{text}" if marked else text


def _csv_lines(rows: Iterable[Row]) -> str:
    lines = StringIO(newline="")
    csv.writer(lines).writerows(rows)
    return lines.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return value
    if isinstance(value, datetime | UUID):
        return _plain(value)
    return "" if value is None else _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, default=_plain, ensure_ascii=False)


def _plain(value: Any) -> str | float:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"A {type(value).__name__} has no place in an export.")
