"""What a program writes: files without a name, read while it still writes."""

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from typing import Final, Self

PAUSE_SECONDS: Final = 0.2
"""Between two times that lines are passed on."""

type Hearing = Callable[[Sequence[str]], None]


class Written:
    """The output of a program; `limit` is the most bytes of it that are read."""

    def __init__(self, *, limit: int) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._limit = limit
        self._heard = 0
        self._begun = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def fileno(self) -> int:
        """Return the descriptor that the program writes to."""
        return self._file.fileno()

    @property
    def is_too_large(self) -> bool:
        """Whether the program wrote more than the limit."""
        return os.fstat(self.fileno()).st_size > self._limit

    def text(self) -> str:
        """Return all of it; what isn't UTF-8 is replaced."""
        return self._read(0).decode("utf-8", "replace")

    def new_lines(self) -> list[str]:
        """Return the lines that were completed since the last time."""
        new = self._read(self._heard)
        self._heard += len(new)
        complete, newline, begun = new.rpartition(b"\n")
        if not newline:
            self._begun += new
            return []
        lines = (self._begun + complete).split(b"\n")
        self._begun = begun
        return [line.removesuffix(b"\r").decode("utf-8", "replace") for line in lines]

    def rest(self) -> list[str]:
        """Return the new lines, the last one too if nothing ended it."""
        lines = self.new_lines()
        last, self._begun = self._begun.decode("utf-8", "replace"), b""
        return [*lines, last] if last else lines

    def _read(self, offset: int) -> bytes:
        """Read without moving the position, which is where the program writes."""
        pieces: list[bytes] = []
        while piece := os.pread(self.fileno(), max(self._limit - offset, 0), offset):
            pieces.append(piece)
            offset += len(piece)
        return b"".join(pieces)


class Listener:
    """Passes new lines of several outputs on, at most every PAUSE_SECONDS."""

    def __init__(self, heard: Hearing | None, *outputs: Written) -> None:
        self._heard = heard
        self._outputs = outputs
        self._next = 0.0

    def listen(self) -> None:
        """Pass on what is new, unless that was done a moment ago."""
        if self._heard and time.monotonic() >= self._next:
            self._pass_on([line for output in self._outputs for line in output.new_lines()])
            self._next = time.monotonic() + PAUSE_SECONDS

    def finish(self) -> None:
        """Pass the rest on."""
        if self._heard:
            self._pass_on([line for output in self._outputs for line in output.rest()])

    def _pass_on(self, lines: list[str]) -> None:
        if self._heard and lines:
            self._heard(lines)
