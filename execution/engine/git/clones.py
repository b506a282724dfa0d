"""Local clones: bare repositories that only our own commands work in, one process at a time."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final
from uuid import UUID

from execution.engine.git.configuration import local_environment
from execution.engine.git.exceptions import RepositoryBusy, Stopped
from execution.engine.git.remotes import Line, Remote
from execution.engine.git.removing import remove_tree
from execution.engine.git.running import Git
from mason.processes.locks import AlreadyLocked, exclusive

MOST_PACKS: Final = 50
_WAIT_SECONDS: Final = 0.5  # in which a wish to stop isn't heeded


class Clone:
    """The local clone of a repository in `folder`, there or not; `timeout` in seconds."""

    def __init__(self, folder: Path, repository_id: UUID, *, timeout: float) -> None:
        self._repository_id = repository_id
        self._timeout = timeout
        self._lock = folder / f"{repository_id}.lock"
        self._unfinished = folder / f"{repository_id}.new"
        self.path = folder / f"{repository_id}.git"
        self.git = _git_in(self.path, timeout)

    def refresh(self, remote: Remote, stop: threading.Event | None) -> None:
        """Make the clone, or have it follow the remote's branches; processes wait for each other.

        Raises RepositoryBusy after `timeout` of waiting, Stopped, and what Line.fetch does.
        """
        with self._locked(stop) as descriptor:
            if self.path.is_dir():
                _remove_remains(self.path)
                self._fetch(self.path, remote, stop, descriptor)
                self._gather_packs()
            else:
                self._make(remote, stop, descriptor)

    def _make(self, remote: Remote, stop: threading.Event | None, descriptor: int) -> None:
        """Clone under another name: what a killed process left there is no clone."""
        remove_tree(self._unfinished)
        self._unfinished.mkdir()
        git = _git_in(self._unfinished, self._timeout)
        git.run("init", "--quiet", "--bare", "--template=")
        self._fetch(self._unfinished, remote, stop, descriptor)
        self._unfinished.rename(self.path)

    def _gather_packs(self) -> None:
        """Make few of many packs, as each fetch adds one; it throws no object away."""
        if len(list((self.path / "objects" / "pack").glob("*.pack"))) > MOST_PACKS:
            git = replace(self.git, tied=True)
            git.run("repack", "-d", "--quiet", "--geometric=2")

    def _fetch(
        self, path: Path, remote: Remote, stop: threading.Event | None, descriptor: int
    ) -> None:
        git = replace(_git_in(path, self._timeout), stop=stop, keep_open=(descriptor,))
        Line(git, remote).fetch()

    @contextmanager
    def _locked(self, stop: threading.Event | None) -> Iterator[int]:
        """Hold the clone's lock, which also a git that outlives its starter holds."""
        deadline = time.monotonic() + self._timeout
        while True:
            try:
                with exclusive(self._lock, wait=min(_WAIT_SECONDS, self._timeout)) as descriptor:
                    yield descriptor
                    return
            except AlreadyLocked as error:
                if stop is not None and stop.is_set():
                    raise Stopped("fetch", "was stopped", "") from error
                if time.monotonic() >= deadline:
                    raise RepositoryBusy(self._repository_id, self._timeout) from error


def _git_in(path: Path, timeout: float) -> Git:
    environment = {**local_environment(), "GIT_DIR": str(path)}
    return Git(folder=path, environment=environment, timeout=timeout)


def _remove_remains(path: Path) -> None:
    """Remove locks and half-fetched packs of git processes that were killed.

    Whoever holds our lock is the only one that fetches and changes references here.
    """
    remains = [*path.glob("*.lock"), *(path / "objects" / "pack").glob("tmp_*")]
    for folder, _, names in os.walk(path / "refs"):
        remains += [Path(folder, name) for name in names if name.endswith(".lock")]
    for remnant in (*remains, *(path / "objects" / "info").rglob("*.lock")):
        remnant.unlink(missing_ok=True)
