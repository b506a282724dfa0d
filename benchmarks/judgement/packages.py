"""The packages that the labelled suggestions are about, by the lists of their files."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

PACKAGES: Final = Path(__file__).with_name("packages.json")


@dataclass(frozen=True)
class Package:
    """A released package: git's hash of each file, and the files that only the release has."""

    name: str
    version: str
    files: Mapping[str, str]
    untracked: frozenset[str]

    @cached_property
    def tree(self) -> "PackageTree":
        """The files as rules ask for them."""
        return PackageTree(self)


class PackageTree:
    """A `backlog.intake.tree.Tree` without the files: only their names and hashes are known."""

    def __init__(self, package: Package) -> None:
        self._package = package

    def holds(self, path: str) -> bool:
        """Look for the file in the list, then for a file whose path ends so."""
        files = self._package.files
        return path in files or any(known.endswith(f"/{path}") for known in files)

    def tracks(self, path: str) -> bool | None:
        """Tell whether the package's repository tracks the file."""
        return path in self._package.files and path not in self._package.untracked

    def digests(self, paths: Iterable[str]) -> Mapping[str, str]:
        """Give the hashes of those files that exist."""
        files = self._package.files
        return {path: files[path] for path in paths if path in files}


def read_packages(path: Path = PACKAGES) -> dict[str, Package]:
    """Give the packages by name."""
    return {
        each["name"]: Package(
            each["name"], each["version"], each["files"], frozenset(each["untracked"])
        )
        for each in json.loads(path.read_text(encoding="utf-8"))
    }
