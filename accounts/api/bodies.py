"""What all bodies of requests have in common: nothing in them is ignored, all of it is storable."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, Final
from uuid import UUID

from drf_spectacular.utils import (
    OpenApiExample,
    extend_schema_field,
    extend_schema_serializer,
)
from rest_framework import serializers

LARGEST_OBJECT: Final = 16_384
"""Characters of a JSON object that a row keeps."""

BLANKS: Final = r" \t-\r\u001c-\u001f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""What `str.strip` takes off, as in a class of a regular expression."""
CONTROL_CHARACTERS: Final = r"\u0000-\u001f\u007f-\u009f\u2028\u2029"
"""Control characters and line ends, likewise."""

_CONTROL: Final = re.compile(rf"[{CONTROL_CHARACTERS}]")
_CANONICAL_UUID: Final = re.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NOT_STORABLE: Final = re.compile("[\0\ud800-\udfff]")


def for_example[Shape: type[serializers.Serializer[Any]]](
    **members: Any,
) -> Callable[[Shape], Shape]:
    """Show in the schema what a body may look like; it must be one that is accepted."""
    example = OpenApiExample("Example", value=members, request_only=True)
    return extend_schema_serializer(examples=[example])


class Body(serializers.Serializer[Any]):
    """A body whose every member is known."""

    def to_internal_value(self, data: Any) -> Any:
        """Read the body; raises ValidationError, naming members that don't exist."""
        if isinstance(data, Mapping):
            unknown = [str(name) for name in data if name not in self.fields]
            known = ", ".join(self.fields) or "none"
            if unknown:
                raise serializers.ValidationError(
                    dict.fromkeys(unknown, f"There is no such member; there are: {known}.")
                )
        return super().to_internal_value(data)


class WholeNumberField(serializers.IntegerField):
    """A whole number: neither a text nor a fraction nor a truth; JSON may write it as `3.0`."""

    default_error_messages = {"type": "Give a whole number."}

    def to_internal_value(self, data: Any) -> int:
        """Read the number."""
        is_whole = type(data) is int or (type(data) is float and data.is_integer())
        if not is_whole:
            self.fail("type")
        return super().to_internal_value(int(data))


class TruthField(serializers.BooleanField):
    """`true` or `false`, written as such: neither a text nor a number."""

    default_error_messages = {"type": "Give true or false."}

    def to_internal_value(self, data: Any) -> bool:
        """Read the truth."""
        if type(data) is not bool:
            self.fail("type")
        return data


class IdField(serializers.UUIDField):
    """A UUID, written in its canonical form."""

    default_error_messages = {"type": "Give a UUID, as in 5f1c7a52-6f0e-4c5c-9a43-0d3f6f2f9b11."}

    def to_internal_value(self, data: Any) -> UUID:
        """Read the UUID."""
        if not isinstance(data, str) or not _CANONICAL_UUID.fullmatch(data):
            self.fail("type")
        return UUID(data)


class TextField(serializers.CharField):
    """A text, written as one: a number isn't taken for its digits."""

    refused: ClassVar[str] = r"\u0000"
    """Characters that such a text may not have, as in a class of a regular expression."""

    @property
    def pattern(self) -> str:
        """Give what the text must match, as a regular expression of JSON Schema.

        Where blanks around the text are taken off, any of BLANKS may be there.
        """
        if not self.trim_whitespace:
            return f"^[^{self.refused}]*$"
        start = "" if self.allow_blank else f"[^{self.refused}{BLANKS}]"
        return f"^[{BLANKS}]*{start}[^{self.refused}]*[{BLANKS}]*$"

    def to_internal_value(self, data: Any) -> str:
        """Read the text."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


def require_one_line(text: str) -> None:
    """Refuse line ends and other control characters; raises ValidationError."""
    if _CONTROL.search(text.replace("\0", "")):
        raise serializers.ValidationError("Give one line without control characters.")


class LineField(TextField):
    """A text on one line, without blanks around it."""

    refused = CONTROL_CHARACTERS

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.validators.append(require_one_line)


class DistinctField(serializers.ListField):
    """A list in which nothing stands twice: the schema says so, and the service looks."""


STORABLE_JSON: Final = {
    "description": "Any JSON whose texts PostgreSQL can hold.",
    "anyOf": [
        {"type": ["null", "boolean", "number"]},
        {"type": "string", "pattern": r"^[^\u0000]*$"},
        {"type": "array", "items": {"$ref": "#/components/schemas/StorableJSON"}},
        {"$ref": "#/components/schemas/StorableObject"},
    ],
}
STORABLE_OBJECT: Final = {
    "description": f"A JSON object that PostgreSQL can hold, of {LARGEST_OBJECT:,} characters.",
    "type": "object",
    "propertyNames": {"pattern": r"^[^\u0000]*$"},
    "additionalProperties": {"$ref": "#/components/schemas/StorableJSON"},
}


@extend_schema_field({"$ref": "#/components/schemas/StorableObject"})
class ObjectField(serializers.JSONField):
    """A JSON object that PostgreSQL can hold."""

    default_error_messages = {
        "object": "Give a JSON object.",
        "storable": "Texts may hold neither NUL nor halves of surrogate pairs.",
        "large": f"Give an object of at most {LARGEST_OBJECT:,} characters.",
    }

    def to_internal_value(self, data: Any) -> Any:
        """Read the object."""
        if not isinstance(data, dict):
            self.fail("object")
        if not all(map(_is_storable, _texts(data))):
            self.fail("storable")
        if len(json.dumps(data)) > LARGEST_OBJECT:
            self.fail("large")
        return data


def _texts(data: object) -> Iterator[str]:
    """Give every text in a JSON value, names of members too."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, list):
        for one in data:
            yield from _texts(one)
    elif isinstance(data, dict):
        yield from data
        for one in data.values():
            yield from _texts(one)


def _is_storable(text: str) -> bool:
    return not _NOT_STORABLE.search(text)
