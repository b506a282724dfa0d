"""Locks on files: the kernel drops them when the last process that holds them dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

POLL_SECONDS: Final = 0.05


class AlreadyLocked(Exception):
    """Another process holds the lock."""

    def __init__(self, path: Path, holder: int) -> None:
        """Remember the file and the number of the process that took the lock."""
        super().__init__(f"{path} is locked by process {holder}")
        self.path = path
        self.holder = holder


@contextmanager
def exclusive(path: Path, *, wait: float = 0) -> Iterator[int]:
    """Hold the lock for the block and give its file descriptor; the file names our process.

    Waits up to `wait` seconds, then raises AlreadyLocked. A child that inherits the descriptor
    holds the lock too, for as long as it lives.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor, path, deadline=time.monotonic() + wait)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def fleeting(path: Path) -> Iterator[int]:
    """Hold a lock whose file is there only while it is held; give its file descriptor.

    Raises AlreadyLocked when another process holds it. Unlike `exclusive`, it ends with the block
    even where a child has inherited the descriptor.
    """
    while True:
        with exclusive(path) as descriptor:
            if not _is_file_of(path, descriptor):
                continue  # its holder took it away between our opening and locking it
            try:
                yield descriptor
            finally:
                path.unlink(missing_ok=True)
                fcntl.flock(descriptor, fcntl.LOCK_UN)
            return


def _is_file_of(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _lock(descriptor: int, path: Path, *, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise AlreadyLocked(path, _holder(path)) from None
            time.sleep(POLL_SECONDS)
        else:
            return


def _holder(path: Path) -> int:
    """Read who took the lock; 0 before the holder has written it and after it took it away."""
    try:
        return int(path.read_text() or 0)
    except FileNotFoundError:
        return 0
