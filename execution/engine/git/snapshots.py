"""Making a tree of what a worktree holds, with an index that isn't the agent's."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from execution.engine.git.exceptions import CommandFailed
from execution.engine.git.forbidden import is_gits_own
from execution.engine.git.paths import decoded_list, encoded_list
from execution.engine.git.running import Git

_TRIES: Final = 3
"""An agent that writes while its files are read makes one try fail."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A tree, and the paths that git takes into none: with a slash at the end, a repository."""

    tree: str
    left_out: tuple[str, ...]


class Snapshots:
    """Makes trees of a worktree; the index remembers which files it has read.

    `git` works in the worktree's folder with a repository of ours, so that the agent's
    configuration doesn't count. Of the agent's own repository only the index and the list of
    excluded files count: they tell which ignored files it added or gave up. Listing an index runs
    no program but core.fsmonitor, which is overridden.
    """

    def __init__(self, git: Git, *, index: Path, agents_git_folder: Path) -> None:
        agents = agents_git_folder / "worktrees" / git.folder.name
        self._index = index
        self._agents_index = agents / "index"
        self._excluded = agents_git_folder / "info" / "exclude"
        self._git = _with(git, GIT_INDEX_FILE=str(index))
        self._agents_git = _with(git, GIT_DIR=str(agents))

    def begin(self, base: str) -> None:
        """Begin with the files of `base`, none of which has been read."""
        self._index.unlink(missing_ok=True)
        self._git.run("read-tree", base)

    def begin_as_checked_out(self) -> None:
        """Begin with what git has just checked out, which it needn't read again."""
        shutil.copyfile(self._agents_index, self._index)

    def take(self) -> Snapshot:
        """Make a tree of all files that aren't ignored; raises GitError."""
        for _ in range(_TRIES - 1):
            try:
                return self._take()
            except CommandFailed as error:
                if type(error) is not CommandFailed:
                    raise
        return self._take()

    def _take(self) -> Snapshot:
        self._index.with_name(f"{self._index.name}.lock").unlink(missing_ok=True)
        untracked = self._listed("--others")
        left_out = tuple(path for path in untracked if path.endswith("/") or is_gits_own(path))
        added, given_up = self._ignored()
        gone, differing = self._differing()
        present = differing | added | set(untracked)
        # Without looking: a link may stand where the folder of a file was that is gone.
        self._update(("--force-remove",), gone | given_up)
        self._update(("--add", "--remove", "--replace"), present.difference(left_out))
        return Snapshot(self._git.text("write-tree"), left_out)

    def _ignored(self) -> tuple[set[str], set[str]]:
        """Which ignored files only the agent tracks, and which of ours it gave up."""
        if not self._agents_index.is_file():
            return set(), set()
        theirs, ours = (
            set(self._listed("--cached", "--ignored", git=git))
            for git in (self._agents_git, self._git)
        )
        return theirs - ours, ours - theirs

    def _differing(self) -> tuple[set[str], set[str]]:
        """Which tracked files are gone, and which may not be as the index has them."""
        listed = decoded_list(self._git.run("diff-files", "-z", "--name-status"))
        status = dict(zip(listed[1::2], listed[::2], strict=True))
        gone = {path for path, letter in status.items() if letter == "D"}
        return gone, status.keys() - gone

    def _listed(self, *options: str, git: Git | None = None) -> list[str]:
        excluded = [f"--exclude-from={self._excluded}"] if self._excluded.is_file() else []
        standard = ("-z", "--exclude-standard", *excluded)
        return decoded_list((git or self._git).run("ls-files", *options, *standard))

    def _update(self, how: tuple[str, ...], paths: Iterable[str]) -> None:
        given = encoded_list(sorted(paths))
        if given:
            self._git.run("update-index", *how, "-z", "--stdin", given=given)


def _with(git: Git, **variables: str) -> Git:
    return replace(git, environment={**git.environment, **variables})
