"""Which types of a column found in a database can become the documented type without loss."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_TEXT_LIKE: Final = r"(?:character varying|character|name|(?:\w+\.)?citext)(?:\(\d+\))?"


@dataclass(frozen=True, slots=True)
class Conversion:
    """A change of type; `misfit` is SQL that is true for values that would be lost.

    It has `{column}` where the column goes.
    """

    found: str
    misfit: str = "false"


_CONVERSIONS: Final[Mapping[str, tuple[Conversion, ...]]] = {
    "text": (Conversion(_TEXT_LIKE),),
    "text[]": (Conversion(rf"{_TEXT_LIKE}\[\]"),),
    # jsonb can't hold the character U+0000 that json may spell out.
    "jsonb": (Conversion("json", r"strpos({column}::text, '\u0000') > 0"),),
    "integer": (
        Conversion("smallint"),
        Conversion("bigint", "{column} NOT BETWEEN -2147483648 AND 2147483647"),
    ),
    "bigint": (Conversion("smallint|integer"),),
    "numeric(3,2)": (Conversion(r"numeric(?:\(\d+,\d+\))?", "{column} <> round({column}, 2)"),),
    "timestamp with time zone": (Conversion(r"timestamp\(\d\) with time zone"),),
}


def conversion(found: str, wanted: str) -> Conversion | None:
    """Give the conversion between two types as `format_type` spells them, or None."""
    for candidate in _CONVERSIONS.get(wanted, ()):
        if re.fullmatch(candidate.found, found):
            return candidate
    return None
