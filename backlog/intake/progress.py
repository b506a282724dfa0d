"""Progress on a terminal, silence everywhere else."""

import sys
import time
from typing import Final, TextIO

SECONDS_BETWEEN_REPORTS: Final = 0.1
_CLEAR_LINE: Final = "\r\x1b[2K"
_MEGABYTE: Final = 1_000_000


class Progress:
    """One line that is written over while work goes on; silent unless `stream` is a terminal."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._shown = self._stream.isatty()
        self._next_report = 0.0

    def say(self, text: str) -> None:
        """Show `text` at once in place of the line."""
        if self._shown:
            self._stream.write(f"{_CLEAR_LINE}{text}")
            self._stream.flush()

    def count(self, label: str, *, done: int, total: int) -> None:
        """Show how many of `total` bytes are done, at most a few times a second."""
        now = time.monotonic()
        if now >= self._next_report:
            self._next_report = now + SECONDS_BETWEEN_REPORTS
            self.say(f"{label}: {done / _MEGABYTE:.1f} of {total / _MEGABYTE:.1f} MB")

    def clear(self) -> None:
        """Take the line away."""
        self.say("")
