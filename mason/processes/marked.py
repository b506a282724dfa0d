"""Ends processes that carry a mark in their environment: what is left of a killed Mason."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

ROUNDS: Final = 100
PAUSE_SECONDS: Final = 0.05
"""Between two rounds: what was killed needs a moment to go, and may have started more before."""


def end_marked(variable: str, is_leftover: Callable[[str], bool]) -> list[int]:
    """Kill our user's processes that have `variable` with a value that is left over (Linux).

    Gives their ids. Only what a process was started with counts, and never ourselves.
    """
    decided = cache(is_leftover)
    killed: list[int] = []
    for _ in range(ROUNDS):
        found = [pid for pid, value in _marked(variable) if decided(value)]
        if not found:
            break
        killed.extend(pid for pid in found if pid not in killed)
        for pid in found:
            _kill(pid)
        time.sleep(PAUSE_SECONDS)
    return killed


def _marked(variable: str) -> Iterator[tuple[int, str]]:
    """Yield the other processes of our user that have the variable, with its value."""
    if sys.platform != "linux":
        return
    prefix = os.fsencode(f"{variable}=")
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            for entry in _environment(folder):
                if entry.startswith(prefix):
                    yield int(folder.name), os.fsdecode(entry.removeprefix(prefix))


def _environment(folder: Path) -> list[bytes]:
    """Return what our user's process was started with; nothing of one that ended."""
    try:
        if folder.stat().st_uid != os.getuid():
            return []
        return (folder / "environ").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return []


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
