"""Ends processes that carry a mark in their environment: what is left of a killed Mason."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

ROUNDS: Final = 100
PAUSE_SECONDS: Final = 0.05
"""Between two rounds: what was killed needs a moment to go, and may have started more before."""
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


def end_marked(
    variable: str, is_leftover: Callable[[str], bool], *, beside: Mapping[str, str] = _NOTHING
) -> list[int]:
    """Kill our user's processes that have `variable` with a value that is left over (Linux).

    Only those that also have the variables `beside`. Gives their ids. Only what a process was
    started with counts, and never ourselves.
    """
    decided = cache(is_leftover)
    killed: list[int] = []
    for _ in range(ROUNDS):
        found = [pid for pid, value in _marked(variable, beside) if decided(value)]
        if not found:
            break
        killed.extend(pid for pid in found if pid not in killed)
        for pid in found:
            _kill(pid)
        time.sleep(PAUSE_SECONDS)
    return killed


def marks(variable: str, *, beside: Mapping[str, str] = _NOTHING) -> set[str]:
    """Give the values of `variable` that other processes of our user have, beside the others."""
    return {value for _, value in _marked(variable, beside)}


def _marked(variable: str, beside: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Yield the other processes of our user that have the variable, with its value."""
    if sys.platform != "linux":
        return
    prefix = os.fsencode(f"{variable}=")
    others = {os.fsencode(f"{name}={value}") for name, value in beside.items()}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            environment = _environment(folder)
            for entry in environment:
                if entry.startswith(prefix) and others.issubset(environment):
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
