"""Reads the expressions that PostgreSQL prints back, so that equal ones can be told to be equal.

Only shapes that are certain to mean the same are recognised; anything else stays unread (None).
"""

import re
from collections.abc import Mapping
from typing import Final

from mason.database.contract.definitions import Between, Check, OneOf

_TEXT_TYPES: Final = r"(?:text|character varying|bpchar|character)(?:\(\d+\))?(?:\[\])?"
_NUMBER_TYPES: Final = r"(?:numeric|integer|smallint|bigint|double precision)(?:\(\d+,\d+\))?"
_NOISE: Final = re.compile(rf"(?P<quoted>'(?:[^']|'')*')|::{_TEXT_TYPES}|::{_NUMBER_TYPES}|[()]")
_WORD: Final = r"'(?:[^']|'')*'"
_EQUAL_DEFAULTS: Final[Mapping[str, str]] = {
    "CURRENT_TIMESTAMP": "now()",
    "transaction_timestamp()": "now()",
    "ARRAY[]::text[]": "'{}'::text[]",
    "ARRAY[]::uuid[]": "'{}'::uuid[]",
}
_EQUAL_GENERATED: Final[Mapping[str, str]] = {
    "((2 * impact_score) - effort_score)": "((impact_score * 2) - effort_score)",
}


def read_check(definition: str, column: str) -> Check | None:
    """Give what a CHECK on `column` allows, or None for a shape that isn't known.

    `definition` is what `pg_get_constraintdef` gives. One that isn't enforced or validated is
    among the unknown.
    """
    whole = re.fullmatch(r"CHECK (\(.*\))", definition, re.DOTALL)
    if whole is None:
        return None
    flat = " ".join(_NOISE.sub(lambda match: match["quoted"] or " ", whole[1]).split())
    name = re.escape(column if re.fullmatch(r"[a-z_][a-z0-9_]*", column) else f'"{column}"')
    flat = re.sub(rf"^{name} IS NULL OR ", "", flat)
    return _read_words(flat, name) or _read_bounds(flat, name)


def same_default(found: str | None, wanted: str | None) -> bool:
    """Tell whether two defaults of one column give the same value."""
    return found == wanted or (
        found is not None and wanted is not None and _plain(found) == _plain(wanted)
    )


def same_generated(found: str | None, wanted: str) -> bool:
    """Tell whether a generated column's expression is the wanted one."""
    return found is not None and _EQUAL_GENERATED.get(found, found) == wanted


def _plain(default: str) -> str:
    default = _EQUAL_DEFAULTS.get(default, default)
    return re.sub(rf"^({_WORD})::(?:{_TEXT_TYPES})$", r"\1", default)


def _read_words(flat: str, name: str) -> OneOf | None:
    listed = re.fullmatch(rf"{name} = ANY ARRAY\[({_WORD}(?: ?, {_WORD})*) ?\]", flat)
    chained = re.fullmatch(rf"{name} = {_WORD}(?: OR {name} = {_WORD})*", flat)
    if not listed and not chained:
        return None
    words = re.findall(_WORD, listed[1] if listed else flat)
    return OneOf(tuple(word[1:-1].replace("''", "'") for word in words))


def _read_bounds(flat: str, name: str) -> Between | None:
    bounds = re.fullmatch(rf"{name} >= (-?\d+) AND {name} <= (-?\d+)", flat)
    return Between(int(bounds[1]), int(bounds[2])) if bounds else None


def same_check(found: Check | None, wanted: Check) -> bool:
    """Tell whether two checks allow the same values, in whatever order they name them."""
    if isinstance(found, OneOf) and isinstance(wanted, OneOf):
        return set(found.words) == set(wanted.words)
    return found == wanted
