"""The folder with local clones of repositories and the worktrees of attempts."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final
from uuid import UUID

from execution.engine.git.clones import Clone
from execution.engine.git.exceptions import NoSuchBranch, WorktreeTaken
from execution.engine.git.remotes import TRACKED, Line, Remote
from execution.engine.git.removing import remove_tree
from execution.engine.git.worktrees import Worktree
from mason.processes.locks import AlreadyLocked, fleeting

TIMEOUT_SECONDS: Final = 600.0


class Checkouts:
    """A folder on this machine that any number of processes share.

    `repositories/<id>.git` are local clones, and `worktrees/<attempt id>/` is all that there is of
    an attempt. `timeout` bounds each git command, in seconds.
    """

    def __init__(self, folder: Path, *, timeout: float = TIMEOUT_SECONDS) -> None:
        folder = folder.resolve()
        self._repositories = folder / "repositories"
        self._worktrees = folder / "worktrees"
        self._timeout = timeout
        for place in (self._repositories, self._worktrees):
            place.mkdir(parents=True, exist_ok=True, mode=0o700)

    def refreshed(
        self, repository_id: UUID, remote: Remote, stop: threading.Event | None = None
    ) -> "Checkout":
        """Give the local clone with the remote's branches as they are now, made if need be.

        Always asks the address that `remote` has, whatever it was before. Setting `stop` ends the
        wait and the transfer. Raises Unreachable, Refused, RepositoryBusy, Stopped and other
        GitErrors.
        """
        clone = Clone(self._repositories, repository_id, timeout=self._timeout)
        clone.refresh(remote, stop)
        return Checkout(clone, remote, self._worktrees, stop)

    def left(self) -> list[UUID]:
        """Give the attempts that anything is there of."""
        found = set()
        for path in self._worktrees.iterdir():
            with suppress(ValueError):  # nothing of ours
                found.add(UUID(path.name.removesuffix(".lock")))
        return sorted(found)

    def remove(self, attempt_id: UUID) -> bool:
        """Remove what a dead process left of an attempt; False if a process of this machine has it.

        Nobody may begin the attempt meanwhile: it would find its worktree taken.
        """
        try:
            with fleeting(_lock_of(self._worktrees, attempt_id)):
                remove_tree(self._worktrees / str(attempt_id))
        except AlreadyLocked:
            return False
        return True


class Checkout:
    """The local clone of a repository, and its remote."""

    def __init__(
        self, clone: Clone, remote: Remote, worktrees: Path, stop: threading.Event | None
    ) -> None:
        self._git = replace(clone.git, stop=stop)
        self._remote = remote
        self._worktrees = worktrees
        self._line = Line(self._git, remote)

    def base_of(self, branch: str) -> str:
        """Give the commit that the remote's branch was at when the clone was refreshed.

        Raises NoSuchBranch, which says what there is.
        """
        name = f"{TRACKED}{branch}"
        listed = self._git.text("for-each-ref", "--format=%(objectname) %(refname)", TRACKED)
        commits = {ref: commit for commit, ref in map(str.split, listed.splitlines())}
        if name in commits:
            return commits[name]
        branches = [ref.removeprefix(TRACKED) for ref in commits]
        raise NoSuchBranch(branch, self._remote.url_shown, branches)

    @contextmanager
    def worktree(
        self, attempt_id: UUID, branch: str, base: str, marks: Mapping[str, str] | None = None
    ) -> Iterator[Worktree]:
        """Give the attempt a worktree for the block: on the new branch, from the commit `base`.

        Git processes that work in it carry `marks` in their environment. Nothing of it is left
        after the block, nor in its beginning of what an earlier start left; commits made by
        Worktree.commit stay in the clone. Raises WorktreeTaken when another process has it, and
        GitError.
        """
        folder = self._worktrees / str(attempt_id)
        git = replace(self._git, environment={**self._git.environment, **(marks or {})})
        worktree = Worktree(git, folder, branch=branch, base=base)
        try:
            with fleeting(_lock_of(self._worktrees, attempt_id)):
                try:
                    worktree.make()
                    yield worktree
                finally:
                    remove_tree(folder)
        except AlreadyLocked as error:
            raise WorktreeTaken(attempt_id) from error

    def remote_commit(self, branch: str) -> str | None:
        """Ask the remote which commit its branch is at; None without such a branch."""
        return self._line.commit_of(branch)

    def has_commit(self, commit: str) -> bool:
        """Tell whether the local clone has a commit."""
        return self._git.ask("cat-file", "-e", f"{commit}^{{commit}}").code == 0

    def push(self, branch: str, commit: str) -> None:
        """Make a branch of the remote at the commit; nothing if it is there already.

        Raises BranchTaken, Unreachable, Refused, Stopped and other GitErrors.
        """
        self._line.push(branch, commit)


def _lock_of(worktrees: Path, attempt_id: UUID) -> Path:
    return worktrees / f"{attempt_id}.lock"
