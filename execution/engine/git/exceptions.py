"""What can go wrong with git; each message can be shown to a person as it stands."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from execution.engine.git.paths import shown

MOST_NAMED: Final = 20
"""Paths or branches that a message names; the others are counted."""


class GitError(Exception):
    """Something that git was asked for can't be done."""


class CommandFailed(GitError):
    """A git command failed; `detail` is what it said, bounded and without secrets."""

    def __init__(self, command: str, reason: str, detail: str) -> None:
        self.command = command
        self.reason = reason
        self.detail = detail
        super().__init__(f"git {command} {reason}" + (f": {detail}" if detail else "."))


class TimedOut(CommandFailed):
    """A git command took too long and was ended."""


class Stopped(CommandFailed):
    """A git command was ended because it was asked to stop."""


class Unreachable(CommandFailed):
    """The remote can't be reached at the moment; another try may succeed."""


class Refused(CommandFailed):
    """The remote answered and refused: no access, a protected branch, or one of its hooks."""


class RepositoryBusy(GitError):
    """Other processes keep the local clone locked."""

    def __init__(self, repository_id: UUID, seconds: float) -> None:
        super().__init__(
            f"The local clone of the repository {repository_id} has been in use by another process"
            f" for more than {seconds:g} s: try again when that is done."
        )


class NoSuchBranch(GitError):
    """The remote hasn't the branch that work should start from."""

    def __init__(self, branch: str, url: str, branches: Sequence[str]) -> None:
        self.branch = branch
        self.branches = tuple(branches)
        if self.branches:
            right = f"has no branch {branch}: set the default branch to one of {_named(branches)}."
        else:
            right = f"is empty: push a first commit to its branch {branch}."
        super().__init__(f"The repository {url} {right}")


class WorktreeTaken(GitError):
    """Another process has the attempt's worktree."""

    def __init__(self, attempt_id: UUID) -> None:
        self.attempt_id = attempt_id
        super().__init__(f"Another process is carrying out the attempt {attempt_id}.")


class BranchTaken(GitError):
    """The remote has a branch of this name with other commits."""

    def __init__(self, branch: str, commit: str) -> None:
        self.branch = branch
        self.commit = commit
        super().__init__(
            f"The remote already has a branch {branch}, at {commit}:"
            " delete it there or take another name."
        )


class NothingChanged(GitError):
    """The worktree holds just what its base does."""

    def __init__(self) -> None:
        super().__init__("No file differs from the base: there is nothing to commit.")


class ForbiddenFiles(GitError):
    """Files that an execution must never write are among the changes; `reasons` by path."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        self.reasons = dict(reasons)
        named = [f"{shown(path)} ({reason})" for path, reason in self.reasons.items()]
        super().__init__(f"Files that must not be changed were changed: {_named(named)}.")


def _named(names: Sequence[str]) -> str:
    left = len(names) - MOST_NAMED
    listed = ", ".join(names[:MOST_NAMED])
    return f"{listed} and {left} more" if left > 0 else listed
