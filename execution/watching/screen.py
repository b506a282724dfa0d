"""A terminal that is drawn on in place, and left as it was."""

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Final, TextIO, override

from execution.watching.table import Look

_OTHER_SCREEN: Final = "\x1b[?1049h\x1b[?25l"
_OWN_SCREEN: Final = "\x1b[?1049l\x1b[?25h"
_FROM_THE_TOP: Final = "\x1b[H"
_REST_OF_LINE: Final = "\x1b[K"
_REST_OF_SCREEN: Final = "\x1b[J"


class Screen:
    """Draws lines from the top of a terminal's other screen."""

    def __init__(self, output: TextIO, *, has_colours: bool) -> None:
        self._output = output
        self._has_colours = has_colours
        self._last: Sequence[str] = ()

    def look(self) -> Look:
        """Measure the terminal, which people resize."""
        size = shutil.get_terminal_size()
        return Look(size.columns, size.lines, self._has_colours)

    def draw(self, lines: Sequence[str]) -> None:
        """Show these lines and nothing else."""
        self._last = lines
        text = f"{_REST_OF_LINE}\r\n".join(lines)
        self._write(f"{_FROM_THE_TOP}{text}{_REST_OF_LINE}{_REST_OF_SCREEN}")

    @contextmanager
    def open(self) -> Iterator[None]:
        """Use the other screen for the block; then show its last lines on the terminal's own."""
        self._write(_OTHER_SCREEN)
        try:
            yield
        finally:
            self._write(_OWN_SCREEN + "".join(f"{line}\n" for line in self._last))

    def _write(self, text: str) -> None:
        self._output.write(text)
        self._output.flush()


class PrintedOnce(Screen):
    """Prints the last lines on the terminal's own screen, however many they are."""

    @override
    def look(self) -> Look:
        """Measure the width alone."""
        return replace(super().look(), height=sys.maxsize)

    @override
    def draw(self, lines: Sequence[str]) -> None:
        """Keep them for the end."""
        self._last = lines

    @contextmanager
    @override
    def open(self) -> Iterator[None]:
        """Print them after the block."""
        yield
        self._write("".join(f"{line}\n" for line in self._last))


def draws_in_place(output: TextIO) -> bool:
    """Tell whether this is a terminal that can be drawn on."""
    return output.isatty() and os.environ.get("TERM", "") not in {"", "dumb"}


def wants_colours(output: TextIO) -> bool:
    """Tell whether the terminal shows colours and nobody asked for none by NO_COLOR."""
    return draws_in_place(output) and not os.environ.get("NO_COLOR")
