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


@dataclass(slots=True)
class _Position:
    """How far a parser came: bytes in all, full lines, and bytes in the last line."""

    size: int = 0
    lines: int = 0
    column: int = 0

    def advance(self, piece: bytes) -> None:
        self.size += len(piece)
        self.lines += piece.count(b"\n")
        self.column = len(piece) - piece.rfind(b"\n") - 1 + self.column * (b"\n" not in piece)


class _Nowhere:
    """Takes the parser's events and forgets them."""

    def send(self, event: object) -> None:
        """Forget `event`."""


def described(error: Exception, pieces: Callable[[], Iterable[bytes]]) -> str:
    """Why the text breaks and where; `pieces` gives the text anew at each call."""
    coarse = _accepted(pieces())
    exact = _accepted(_in_bytes_from(pieces(), coarse.size))
    return f"{_reason(error)} at line {exact.lines + 1:,}, column {exact.column + 1:,}"


def _reason(error: Exception) -> str:
    text = str(error)
    known = next((reason for sign, reason in _REASONS.items() if sign in text), None)
    return known or f"it isn't JSON ({_PARSER_REASON.sub('', text)})"


def _accepted(pieces: Iterable[bytes]) -> _Position:
    """How far a parser comes before it refuses a piece."""
    parser = ijson.basic_parse_coro(_Nowhere(), use_float=True)
    position = _Position()
    try:
        for piece in pieces:
            parser.send(piece)
            position.advance(piece)
    except JSON_ERRORS:
        return position
    return position


def _in_bytes_from(pieces: Iterable[bytes], start: int) -> Iterator[bytes]:
    """The same text, byte by byte from the piece on that begins at `start`."""
    size = 0
    for piece in pieces:
        if size < start:
            yield piece
        else:
            yield from (piece[index : index + 1] for index in range(len(piece)))
        size += len(piece)
