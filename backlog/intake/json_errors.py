"""Where and why a JSON text breaks."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import ijson

JSON_ERRORS: Final = (ijson.JSONError, UnicodeError)
"""What the parser raises on a text that it can't read."""

_REASONS: Final = {
    "premature EOF": "the file is cut off",
    "overflow": "a number is larger than 64 bits hold",
    "UTF8": "the text isn't UTF-8",
    "codec": "the text isn't UTF-8 (or half of a surrogate pair)",
    "trailing garbage": "more text follows the end of the JSON",
}

# The parser shows the bytes around the error after its reason, sometimes as a Python literal.
_PARSER_REASON: Final = re.compile(r"^b['\"]|\.?(\n|\\n).*", re.DOTALL)


_FINER: Final = (256, 1)
"""Bytes at a time, step by step: the parser goes through a long text anew for each piece of it."""


@dataclass(slots=True)
class Position:
    """How far a text was read: bytes in all, full lines, and bytes in the last line."""

    size: int = 0
    lines: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"line {self.lines + 1:,}, column {self.column + 1:,}"

    def advance(self, piece: bytes) -> None:
        """Go on by `piece`."""
        self.size += len(piece)
        self.lines += piece.count(b"\n")
        self.column = len(piece) - piece.rfind(b"\n") - 1 + self.column * (b"\n" not in piece)


class _Nowhere:
    """Takes the parser's events and forgets them."""

    def send(self, event: object) -> None:
        """Forget `event`."""


def described(error: Exception, pieces: Callable[[], Iterable[bytes]]) -> str:
    """Why the text breaks and where; `pieces` gives the text anew at each call."""
    position = _accepted(pieces())
    for size in _FINER:
        position = _accepted(_divided(pieces(), position.size, size))
    return f"{_reason(error)} at {position}"


def _reason(error: Exception) -> str:
    text = str(error)
    known = next((reason for sign, reason in _REASONS.items() if sign in text), None)
    return known or f"it isn't JSON ({_PARSER_REASON.sub('', text)})"


def _accepted(pieces: Iterable[bytes]) -> Position:
    """How far a parser comes before it refuses a piece."""
    parser = ijson.basic_parse_coro(_Nowhere(), use_float=True)
    position = Position()
    try:
        for piece in pieces:
            parser.send(piece)
            position.advance(piece)
    except JSON_ERRORS:
        return position
    return position


def _divided(pieces: Iterable[bytes], start: int, size: int) -> Iterator[bytes]:
    """The same text, in pieces of `size` bytes from the byte `start` on."""
    done = 0
    for piece in pieces:
        whole = min(max(start - done, 0), len(piece))
        if whole:
            yield piece[:whole]
        yield from (piece[index : index + size] for index in range(whole, len(piece), size))
        done += len(piece)
