"""What can be known of a checkout without changing it."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from backlog.intake.exceptions import NotACheckout

GIT_TIMEOUT_SECONDS: Final = 20

# The checkout may belong to another user, and its own settings must not start programs.
_GIT: Final = ("git", "-c", "safe.directory=*", "-c", "core.fsmonitor=false")


@dataclass(frozen=True, slots=True)
class Checkout:
    """A folder to review: `root` is the git top level (or `path` itself without git)."""

    path: Path
    root: Path
    remote_url: str | None = None
    head: str | None = None

    @classmethod
    def at(cls, path: Path) -> "Checkout":
        """Look at the folder `path`; raises NotACheckout when it can't be read."""
        folder = _readable_folder(path)
        root = _ask_git(folder, "rev-parse", "--show-toplevel")
        return cls(
            path=folder,
            root=Path(root) if root else folder,
            remote_url=_ask_git(folder, "config", "--get", "remote.origin.url"),
            head=_ask_git(folder, "rev-parse", "--verify", "--quiet", "HEAD"),
        )

    @property
    def prefix(self) -> PurePosixPath:
        """The path under review as seen from the root."""
        return PurePosixPath(self.path.relative_to(self.root))


def is_file(path: Path) -> bool:
    """Whether `path` is a file; a name that the file system can't have isn't one."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def tracked_files(root: Path) -> frozenset[str] | None:
    """Paths of the files that git tracks below `root`, with slashes; None without git."""
    listed = _output_of_git(root, "ls-files", "-z", "--cached")
    if listed is None and _ask_git(root, "rev-parse", "--git-dir") is None:
        return None
    return frozenset(filter(None, (listed or "").split("\0")))


def _readable_folder(path: Path) -> Path:
    if not path.exists():
        raise NotACheckout(f"{path} doesn't exist: give the folder of a checkout.")
    if not path.is_dir():
        raise NotACheckout(f"{path} is a file: give the folder of a checkout.")
    if not os.access(path, os.R_OK | os.X_OK):
        raise NotACheckout(f"{path} can't be read: give yourself the right to list it.")
    return path.resolve()


def _ask_git(folder: Path, *arguments: str) -> str | None:
    """What git answers; None without git, without a repository or an answer."""
    return (_output_of_git(folder, *arguments) or "").strip() or None


def _output_of_git(folder: Path, *arguments: str) -> str | None:
    """The same with its white space, which may belong to a path."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    try:
        answer = subprocess.run(  # noqa: S603 - fixed program, the folder is an argument of its own
            [*_GIT, "-C", str(folder), *arguments],
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="surrogateescape",
            env=environment,
            timeout=GIT_TIMEOUT_SECONDS,
        )
    except FileNotFoundError:
        return None
    except subprocess.TimeoutExpired as error:
        raise NotACheckout(
            f"git gave no answer about {folder} in {GIT_TIMEOUT_SECONDS} s: try git status there."
        ) from error
    return answer.stdout or None if answer.returncode == 0 else None
