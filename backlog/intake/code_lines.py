"""Lines of code read from a checkout."""

from functools import lru_cache
from pathlib import Path
from typing import Final

from backlog.intake.checkout import is_file

LARGEST_FILE: Final = 4_000_000
"""Bytes; a larger file is hardly written by hand and isn't read."""

FILES_KEPT: Final = 32
"""How many files' lines stay in memory; analysers report file by file."""


class CodeLines:
    """Gives lines of the files under `root`, never of a file elsewhere."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._lines_of = lru_cache(maxsize=FILES_KEPT)(self._read)

    def line(self, path: str, number: int | None) -> str | None:
        """Line `number` (from 1) of `path`; None when there is no such line."""
        if number is None:
            return None
        lines = self._lines_of(path)
        return lines[number - 1] if number <= len(lines) else None

    def _read(self, path: str) -> list[str]:
        file = self._root / path
        if not is_file(file) or not file.resolve().is_relative_to(self._root):
            return []
        if file.stat().st_size > LARGEST_FILE:
            return []
        return file.read_text(encoding="utf-8", errors="replace").splitlines()
