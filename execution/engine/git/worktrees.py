"""An attempt's worktree: where its agents work, what they changed, and the commit of that."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from execution.engine.git.changes import Changes, FileChange, changes_between
from execution.engine.git.configuration import LASTING, SAFE, as_variables
from execution.engine.git.exceptions import ForbiddenFiles, NothingChanged
from execution.engine.git.forbidden import Entry, forbidden, forbidden_path
from execution.engine.git.paths import decoded
from execution.engine.git.removing import remove_tree
from execution.engine.git.running import Git
from execution.engine.git.snapshots import Snapshots

FILES: Final = "checkout"
_AGENTS: Final = "repository.git"
_OURS: Final = "snapshots"


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who a commit is by."""

    name: str
    email: str


class Worktree:
    """A worktree on a branch of its own, from the commit `base`.

    `path` is the agents' working directory. It belongs to a repository of the attempt's own that
    borrows the objects of the local clone: whatever an agent does with git there (commits, hooks,
    configuration, pruning) changes neither the clone nor other attempts. All methods may be called
    from any thread while agents work; each raises GitError when git can't do it.
    """

    def __init__(self, clone: Git, folder: Path, *, branch: str, base: str) -> None:
        """Describe the worktree below `folder`; `clone` runs git in the local clone."""
        self.path = folder / FILES
        self.branch = branch
        self.base = base
        self._clone = clone
        self._folder = folder
        self._lock = threading.Lock()
        passing = {"GIT_OBJECT_DIRECTORY": str(folder / _OURS / "objects")}
        self._watching = _working_in(clone, self.path, passing)
        self._git = _working_in(clone, self.path, as_variables((*SAFE, *LASTING)))
        self._snapshots = self._snapshots_with(self._watching, "index")

    def make(self) -> None:
        """Check the files of `base` out; what an earlier start left of it is removed."""
        remove_tree(self._folder)
        agents, objects = self._folder / _AGENTS, self._folder / _OURS / "objects"
        agents.mkdir(parents=True)
        objects.mkdir(parents=True)
        environment = self._clone.environment
        elsewhere = {name: value for name, value in environment.items() if name != "GIT_DIR"}
        git = replace(self._clone, folder=agents, environment=elsewhere)
        git.run("init", "--quiet", "--bare", "--template=", f"--initial-branch={self.branch}")
        for place in (agents / "objects", objects):
            _borrow(place, self._clone.folder / "objects")
        git = replace(git, tied=True)  # no file appears any more when a start after ours cleans up
        git.run("worktree", "add", "--quiet", "-b", self.branch, "--", str(self.path), self.base)
        self._snapshots.begin_as_checked_out()

    def changes(self) -> Changes:
        """Give everything that differs from the base: committed, staged, unstaged, untracked.

        Ignored files don't count unless the agent has added them to its index. Reads only what
        changed since the last call, and leaves the agent's index alone.
        """
        with self._lock:
            return self._changes(self._watching, self._snapshots)[1]

    def commit(self, message: str, author: Author) -> str:
        """Make one commit on the base of everything that differs from it; give its id.

        It is kept in the local clone, outlives the worktree, and holds none of the agent's own
        commits. Raises NothingChanged, and ForbiddenFiles when a file is among the changes that
        an execution must never write.
        """
        with self._lock:
            snapshots = self._snapshots_with(self._git, "index-of-commit")
            snapshots.begin(self.base)
            tree, changes = self._changes(self._git, snapshots)
        if not changes.files:
            raise NothingChanged
        if reasons := forbidden(self._entries(changes.files)):
            raise ForbiddenFiles(reasons)
        return self._committed(tree, message, author)

    def _changes(self, git: Git, snapshots: Snapshots) -> tuple[str, Changes]:
        snapshot = snapshots.take()
        changes = changes_between(git, self.base, snapshot.tree, snapshot.left_out)
        return snapshot.tree, changes

    def _snapshots_with(self, git: Git, index: str) -> Snapshots:
        agents = self._folder / _AGENTS
        return Snapshots(git, index=self._folder / _OURS / index, agents_git_folder=agents)

    def _entries(self, files: Sequence[FileChange]) -> list[Entry]:
        """The changed files with the targets of links, where those matter."""
        return [Entry(path=file.path, mode=file.mode, target=self._target(file)) for file in files]

    def _target(self, file: FileChange) -> str:
        if not file.is_link or forbidden_path(file.path):
            return ""
        return decoded(self._git.run("cat-file", "blob", file.blob))

    def _committed(self, tree: str, message: str, author: Author) -> str:
        when = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}+0000"
        who = {
            f"GIT_{role}_{part}": value
            for role in ("AUTHOR", "COMMITTER")
            for part, value in (("NAME", author.name), ("EMAIL", author.email), ("DATE", when))
        }
        git = replace(self._git, environment={**self._git.environment, **who})
        text = message.replace("\0", "").encode("utf-8", "replace")
        return git.text("commit-tree", "-p", self.base, "-F", "-", tree, given=text)


def _working_in(clone: Git, files: Path, variables: Mapping[str, str]) -> Git:
    """Git in a worktree's files with the local clone as its repository."""
    places = {"GIT_DIR": str(clone.folder), "GIT_WORK_TREE": str(files)}
    return replace(clone, folder=files, environment={**clone.environment, **places, **variables})


def _borrow(objects: Path, lender: Path) -> None:
    (objects / "info").mkdir(exist_ok=True)
    (objects / "info" / "alternates").write_text(f"{lender}\n")
