"""The columns of a resource: what its serializer shows, read from rows instead of instances."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, ClassVar, Final

import orjson
from rest_framework import serializers
from rest_framework.utils.encoders import JSONEncoder

from mason.database.prepared import Row

type Convert = Callable[[Any], object]


class DerivedField[Value](serializers.Field[Any, Any, Any, Any]):
    """What is worked out of one column of the row: `column` names it, `derive` does it."""

    column: ClassVar[str]

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "source": "*", "read_only": True})

    def derive(self, value: Value) -> object:
        """Give what JSON has a form of."""
        raise NotImplementedError

    def to_representation(self, row: Any) -> object:
        """Give it for a model instance."""
        return self.derive(getattr(row, self.column))


# Numbers that orjson may read or write in another form than Python.
_UNUSUAL_NUMBER: Final = re.compile(r"\d{16}|\.0{3}")
_REMEMBERED_TEXTS: Final = 4_000
_LONGEST_REMEMBERED: Final = 2_000
_COMPACT: Final = JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
# JavaScript once took these two for line ends, so DRF's renderer escapes them.
_LINE_SEPARATORS: Final = ((b"\xe2\x80\xa8", b"\\u2028"), (b"\xe2\x80\xa9", b"\\u2029"))


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of a resource's columns and, for those that need it, what makes JSON of a value."""

    names: tuple[str, ...]
    converted: tuple[tuple[str, Convert], ...]
    derived: tuple[tuple[str, str, Convert], ...] = ()
    """Further members: name, the column that it is worked out of, and how."""

    @classmethod
    def of(cls, serializer: serializers.Serializer[Any], names: Sequence[str]) -> "Columns":
        """Give those of a serializer's fields that are named, in its order."""
        asked = {name: serializer.fields[name] for name in names}
        derived = {name: one for name, one in asked.items() if isinstance(one, DerivedField)}
        fields = {name: one for name, one in asked.items() if name not in derived}
        converted = [(name, _converters(field)) for name, field in fields.items()]
        return cls(
            tuple(fields),
            tuple((name, how) for name, how in converted if how is not None),
            tuple((name, one.column, one.derive) for name, one in derived.items()),
        )

    def objects(self, rows: Iterable[Row]) -> list[dict[str, object]]:
        """Give an object for each row; columns behind the named ones are left out."""
        found: list[dict[str, object]] = [dict(zip(self.names, row, strict=False)) for row in rows]
        for name, convert in self.converted:
            for one in found:
                one[name] = convert(one[name])
        for name, column, derive in self.derived:
            for one in found:
                one[name] = derive(one[column])
        return found


def json_bytes(value: object) -> bytes:
    """Write JSON to the letter as DRF's renderer does."""
    text = orjson.dumps(value, option=orjson.OPT_UTC_Z)
    for character, escaped in _LINE_SEPARATORS:
        if character in text:
            text = text.replace(character, escaped)
    return text


def _converters(field: serializers.Field[Any, Any, Any, Any]) -> Convert | None:
    """Tell what a column's value goes through; None for what JSON has a form of."""
    if isinstance(field, serializers.JSONField):
        return _compact_json
    if isinstance(field, serializers.DecimalField):
        return _decimal
    return None


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _compact_json(text: str | None) -> orjson.Fragment | None:
    """Give what PostgreSQL wrote as JSON without its spaces, in Python's form of numbers."""
    if text is None:
        return None
    return _remembered(text) if len(text) <= _LONGEST_REMEMBERED else _compacted(text)


def _compacted(text: str) -> orjson.Fragment:
    if _UNUSUAL_NUMBER.search(text):
        return orjson.Fragment(_COMPACT.encode(json.loads(text)))
    return orjson.Fragment(orjson.dumps(orjson.loads(text)))


# The same rows are read again and again: agents poll their lists.
_remembered: Final = lru_cache(_REMEMBERED_TEXTS)(_compacted)
