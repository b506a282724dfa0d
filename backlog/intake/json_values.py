"""Typed views of parsed JSON whose shape nobody vouches for."""

from typing import Any, Final

from backlog.intake.wording import cleaned

LONGEST_TEXT: Final = 20_000
"""Characters of a text that are kept; no documentation of a rule is longer."""

MAXIMUM_LINE: Final = 100_000_000
"""A line number beyond this is taken for a mistake of the analyser."""


def as_object(value: object) -> dict[str, Any]:
    """`value` when it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_array(value: object) -> list[Any]:
    """`value` when it is a JSON array, else an empty one."""
    return value if isinstance(value, list) else []


def as_text(value: object, limit: int = LONGEST_TEXT) -> str:
    """The first `limit` characters of `value`, cleaned, when it is a string, else an empty one."""
    return cleaned(value[:limit]) if isinstance(value, str) else ""


def as_index(value: object) -> int | None:
    """`value` when it can be the index of an array element, else None."""
    return value if type(value) is int and value >= 0 else None


def as_line(value: object) -> int | None:
    """`value` when it can be the number of a line, else None."""
    return value if type(value) is int and 0 < value <= MAXIMUM_LINE else None


def element(array: list[Any], index: int | None) -> dict[str, Any]:
    """The object at `index` of `array`; an empty one when there is none."""
    return as_object(array[index]) if index is not None and index < len(array) else {}
