"""Files that an execution must never write, and why."""

import posixpath
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PureWindowsPath
from typing import Final

from backlog.sending.secret_names import names_secrets

MODE_OF_FILE: Final = 0o100644
MODE_OF_LINK: Final = 0o120000
MODE_OF_SUBMODULE: Final = 0o160000


_GITS_OWN: Final = (".git", "git~1")
_OF_CODE: Final = (
    *(".py", ".pyi", ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".vue", ".svelte", ".html"),
    *(".go", ".rs", ".rb", ".java", ".kt", ".swift", ".scala", ".c", ".h", ".cc", ".cpp", ".hpp"),
    *(".cs", ".ex", ".exs", ".sql", ".md", ".rst", ".css", ".scss"),
)
"""Endings of files that are about secrets rather than hold some, whatever they are called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A changed path: git's mode of it (0 when it is deleted), and where a symbolic link leads."""

    path: str
    mode: int
    target: str = ""


def forbidden(entries: Iterable[Entry]) -> Mapping[str, str]:
    """Give the entries that must not be changed, with a reason each; letters' case is ignored."""
    reasons = ((entry.path, _reason(entry)) for entry in entries)
    return {path: reason for path, reason in reasons if reason}


def forbidden_path(path: str) -> str | None:
    """Tell why a path must not be changed, whatever is there; None for one that may be."""
    parts = _parts(path)
    if path.startswith(("/", "\\")) or PureWindowsPath(path).drive:
        return "an absolute path"
    if ".." in parts:
        return "a path that leads out of the worktree"
    if reason := _forbidden_parts(parts):
        return reason
    return "a file of secrets by its name" if _holds_secrets(_seen(path)) else None


def _holds_secrets(path: str) -> bool:
    return names_secrets(path) and not path.casefold().endswith(_OF_CODE)


def is_gits_own(path: str) -> bool:
    """Tell whether a path has a part that git itself takes for its own folder, and refuses."""
    return any(part in _GITS_OWN for part in _parts(path))


def _forbidden_parts(parts: list[str]) -> str | None:
    if any(part in _GITS_OWN for part in parts):
        return "git's own files"
    if any(part.startswith(".env") for part in parts):
        return "a file of environment variables"
    if (".github", "workflows") in pairwise(parts):
        return "a workflow of GitHub Actions"
    return "an installed package" if "node_modules" in parts else None


def _reason(entry: Entry) -> str | None:
    if reason := forbidden_path(entry.path):
        return reason
    if entry.mode == MODE_OF_SUBMODULE:
        return "a repository of its own"
    return _reason_of_link(entry) if entry.mode == MODE_OF_LINK else None


def _reason_of_link(link: Entry) -> str | None:
    target = link.target.replace("\\", "/")
    if target.startswith("/") or PureWindowsPath(target).drive:
        return "a symbolic link to an absolute path"
    if ".." in target.lstrip("./").split("/"):
        return "a symbolic link that goes up behind another folder"
    led_to = posixpath.normpath(posixpath.join(posixpath.dirname(link.path), target))
    if led_to.split("/")[0] == "..":
        return "a symbolic link out of the worktree"
    return "a symbolic link to git's own files" if is_gits_own(led_to) else None


def _parts(path: str) -> list[str]:
    return [_plain(part) for part in path.replace("\\", "/").split("/")]


def _plain(part: str) -> str:
    """A name as file systems may take it: no case, ignored characters or dots at the end."""
    plain = _seen(part).casefold()
    return plain if plain in {"..", "."} else plain.split(":")[0].rstrip(". ")


def _seen(text: str) -> str:
    """A text without the characters that don't show, which some file systems ignore."""
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
