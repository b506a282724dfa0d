"""The files of a checkout, as rules ask for them."""

import hashlib
import os
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Final, Protocol

from backlog.intake.checkout import Checkout, is_file, tracked_files

LARGEST_FILE: Final = 10_000_000
"""Bytes; a larger file gets no digest."""


class Tree(Protocol):
    """Files below the root of a checkout; paths are relative to it, with slashes."""

    def holds(self, path: str) -> bool:
        """Tell whether there is such a file; a path without its first folders counts too."""
        ...

    def tracks(self, path: str) -> bool | None:
        """Tell whether git tracks the file; None where there is no git."""
        ...

    def digests(self, paths: Iterable[str]) -> Mapping[str, str]:
        """Give git's hash of each of these files that exists."""
        ...


class WorkingTree:
    """The files as they lie in a folder, tracked or not."""

    def __init__(self, checkout: Checkout) -> None:
        self._root = checkout.root

    def holds(self, path: str) -> bool:
        """Look for the file in the folder, then for its end among all files."""
        if self._file(path) is not None:
            return True
        ending = f"/{path}"
        return any(f"/{known}".endswith(ending) for known in self._files)

    def tracks(self, path: str) -> bool | None:
        """Ask git, once for all files."""
        return None if self._tracked is None else path in self._tracked

    def digests(self, paths: Iterable[str]) -> Mapping[str, str]:
        """Hash the files as git does, so that a digest is the same with and without a commit."""
        found = {path: self._digest(path) for path in paths}
        return {path: digest for path, digest in found.items() if digest}

    @cached_property
    def _tracked(self) -> frozenset[str] | None:
        return tracked_files(self._root)

    @cached_property
    def _files(self) -> frozenset[str]:
        return self._tracked if self._tracked is not None else _walked(self._root)

    def _file(self, path: str) -> Path | None:
        """The file, if it lies below the root: a link may lead elsewhere."""
        file = self._root / path
        if not is_file(file) or not file.resolve().is_relative_to(self._root):
            return None
        return file

    def _digest(self, path: str) -> str:
        file = self._file(path)
        if file is None or file.stat().st_size > LARGEST_FILE:
            return ""
        content = file.read_bytes()
        blob = b"blob %d\0" % len(content) + content
        return hashlib.sha1(blob, usedforsecurity=False).hexdigest()


def _walked(root: Path) -> frozenset[str]:
    found = (
        (Path(folder) / name).relative_to(root).as_posix()
        for folder, _, names in os.walk(root)
        for name in names
    )
    return frozenset(found)
