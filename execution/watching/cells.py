"""Texts of others in a terminal: without what would steer it, and of the width that they have."""

from collections.abc import Iterable
from typing import Final
from unicodedata import category, east_asian_width

ELLIPSIS: Final = "…"
_WIDE: Final = {"W", "F"}
_NO_WIDTH: Final = {"Mn", "Me"}


def clean(text: str) -> str:
    """Give the text in one line, without control characters, which a terminal would obey."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def width_of(text: str) -> int:
    """Tell how many cells of a terminal the text takes."""
    return sum(map(_width, text))


def cut(text: str, width: int) -> str:
    """Give the text, or its beginning if it is wider."""
    if width_of(text) <= width:
        return text
    return "".join(_fitting(text, width - 1)) + ELLIPSIS if width > 0 else ""


def cut_front(text: str, width: int) -> str:
    """Give the text, or its end if it is wider: of a path it says the most."""
    if width_of(text) <= width:
        return text
    kept = "".join(_fitting(reversed(text), width - 1))
    return ELLIPSIS + kept[::-1] if width > 0 else ""


def padded(text: str, width: int, *, to_the_right: bool = False) -> str:
    """Give the text filled up with spaces."""
    spaces = " " * (width - width_of(text))
    return spaces + text if to_the_right else text + spaces


def _width(character: str) -> int:
    if category(character) in _NO_WIDTH:
        return 0
    return 2 if east_asian_width(character) in _WIDE else 1


def _fitting(text: Iterable[str], width: int) -> Iterable[str]:
    for character in text:
        width -= _width(character)
        if width < 0:
            return
        yield character
