"""Watching a worktree while agents work in it, so that its progress tells what they change."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection

from execution.choices import LogLevel
from execution.engine.exceptions import Stopped
from execution.engine.git import exceptions as git_exceptions
from execution.engine.git.changes import Changes
from execution.engine.git.worktrees import Worktree
from execution.engine.record import Record
from execution.services.progress import Report

LOOKS_EVERY_SECONDS: Final = 2.0
MOST_FILES: Final = 1_000
"""Files that the progress names; the lines of all count."""


@contextmanager
def observed(worktree: Worktree, record: Record) -> Iterator[None]:
    """Report the worktree's changes during the block, and once more at its end."""
    ended = threading.Event()
    observer = _Observer(worktree, record)
    thread = threading.Thread(target=observer.observe, args=(ended,), name="observer")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


class _Observer:
    def __init__(self, worktree: Worktree, record: Record) -> None:
        self._worktree = worktree
        self._record = record
        self._seen = Changes()

    def observe(self, ended: threading.Event) -> None:
        try:
            while not ended.wait(LOOKS_EVERY_SECONDS):
                self._look()
            self._look()
        except Stopped:
            return  # whoever ended the attempt has said why
        finally:
            connection.close()

    def _look(self) -> None:
        try:
            changes = self._worktree.changes()
        except git_exceptions.Stopped:
            return  # whoever ended the attempt has said why
        except git_exceptions.GitError as error:
            self._record.log(f"The changes can't be read: {error}", level=LogLevel.WARN)
            return
        if changes != self._seen:
            self._record.progress(_report(changes, self._seen))
            self._seen = changes


def _report(changes: Changes, before: Changes) -> Report:
    known = set(before.files)
    moved = [file.path for file in changes.files if file not in known]
    names = [_storable(file.path) for file in changes.files[:MOST_FILES]]
    return Report(
        files_touched=names,
        lines_changed=changes.lines_changed,
        current_file=_storable(moved[-1]) if moved else None,
    )


def _storable(path: str) -> str:
    """PostgreSQL takes neither what isn't UTF-8 nor NUL."""
    return path.encode("utf-8", "replace").decode()
