"""JSON events of a large file, in bounded memory and with the place of an error."""

import codecs
import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, Protocol

import ijson

from backlog.intake.exceptions import NotSarif, UnreadableFile
from backlog.intake.json_errors import JSON_ERRORS, Position, described
from backlog.intake.progress import Progress

CHUNK: Final = 65_536
"""Bytes that are read at once."""

DEEPEST_NESTING: Final = 100
"""Arrays and objects within one another; real files have about 20."""

LONGEST_KEY: Final = 10_000
"""Characters of an object's key; real ones are words."""

LONGEST_TEXT: Final = 10_000_000
"""Bytes of one text; the parser's time grows with the square of them. Real ones are pages."""

type Event = tuple[str, str, Any]
"""Prefix, name and value of what the parser met, as ijson names them."""

_UTF_16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_STARTS: Final = frozenset({"start_map", "start_array"})
_ENDS: Final = frozenset({"end_map", "end_array"})


class ByteReader(Protocol):
    """Anything that gives bytes piece by piece."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes, none at the end."""
        ...


class SarifStream:
    """A file that is parsed piece by piece, as often as wanted."""

    def __init__(self, path: Path, progress: Progress) -> None:
        self._path = path
        self._progress = progress

    def events(self, label: str) -> Iterator[Event]:
        """Each event; raises NotSarif with the place of an error, UnreadableFile."""
        with self._reader(label) as reader:
            limited = _LimitedReader(self._path, reader)
            events = ijson.basic_parse(limited, use_float=True, buf_size=CHUNK)
            for event in _with_prefixes(self._path, events):
                limited.without_event = 0
                yield event

    def items(self, prefix: str, label: str) -> Iterator[Any]:
        """Each value at `prefix`, built by the parser; raises as `events` does."""
        with self._reader(label) as reader:
            yield from ijson.items(reader, prefix, use_float=True, buf_size=CHUNK)

    @contextmanager
    def _reader(self, label: str) -> Iterator[ByteReader]:
        # Floats (use_float) because the parser crashes on integers of thousands of digits else.
        with _opened(self._path) as file:
            reader = _ReportingReader(file, self._path.stat().st_size, label, self._progress)
            try:
                yield reader
            except JSON_ERRORS as error:
                reason = described(error, lambda: _pieces(self._path))
                raise NotSarif(self._path, reason) from error


class _ReportingReader:
    """Reports how much of a file has been read."""

    def __init__(self, file: IO[bytes], size: int, label: str, progress: Progress) -> None:
        self._file = file
        self._text = _as_utf_8(file)
        self._size = size
        self._label = label
        self._progress = progress

    def read(self, size: int = -1, /) -> bytes:
        self._progress.count(self._label, done=self._file.tell(), total=self._size)
        return self._text.read(size)


class _LimitedReader:
    """Refuses to read on in a text that doesn't end; whoever parses it counts anew."""

    def __init__(self, path: Path, reader: ByteReader) -> None:
        self.without_event = 0
        """Bytes since the parser's last event."""
        self._path = path
        self._reader = reader
        self._position = Position()

    def read(self, size: int = -1, /) -> bytes:
        if self.without_event > LONGEST_TEXT:
            excess = f"a text of more than {LONGEST_TEXT:,} bytes"
            raise NotSarif(self._path, f"it has {excess} that goes on at {self._position}")
        piece = self._reader.read(size)
        self.without_event += len(piece)
        self._position.advance(piece)
        return piece


def _opened(path: Path) -> IO[bytes]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise UnreadableFile(path, error) from error
    if not file.seekable():
        file.close()
        raise UnreadableFile(path, OSError(errno.ESPIPE, "it is a pipe, and is read twice"))
    return file


def _as_utf_8(file: IO[bytes]) -> ByteReader:
    """The file's bytes as UTF-8 without a byte order mark; UTF-16 is told by its mark."""
    mark = codecs.BOM_UTF8
    start = file.read(len(mark))
    file.seek(len(mark) if start == mark else 0)
    if start.startswith(_UTF_16_MARKS):
        return codecs.EncodedFile(file, "utf-8", "utf-16")
    return file


def _pieces(path: Path) -> Iterator[bytes]:
    with _opened(path) as file:
        reader = _as_utf_8(file)
        while piece := reader.read(CHUNK):
            yield piece


def _with_prefixes(path: Path, events: Iterator[tuple[str, Any]]) -> Iterator[Event]:
    """Add prefixes as `ijson.parse` does, but refuse what would fill the memory with them."""
    containers: list[str] = []
    prefix = ""
    for event, value in events:
        if event == "map_key":
            _check(path, "a key of more than {:,} characters", len(value), LONGEST_KEY)
            yield containers[-1], event, value
            prefix = value if len(containers) == 1 else f"{containers[-1]}.{value}"
        elif event in _STARTS:
            yield prefix, event, value
            containers.append(prefix)
            _check(path, "more than {:,} levels of nesting", len(containers), DEEPEST_NESTING)
            if event == "start_array":
                prefix = f"{prefix}.item" if prefix else "item"
        elif event in _ENDS:
            prefix = containers.pop()
            yield prefix, event, value
        else:
            yield prefix, event, value


def _check(path: Path, excess: str, number: int, limit: int) -> None:
    if number > limit:
        raise NotSarif(path, f"it has {excess.format(limit)}")
