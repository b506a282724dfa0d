"""Which files of a checkout are sent, as far as a number of tokens reaches."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from backlog.intake.checkout import Checkout, tracked_files
from backlog.judging.named_files import FileKind, kind_of
from backlog.sending.exceptions import NotTracked
from backlog.sending.files import (
    LARGEST_FILE,
    LeftOut,
    Reason,
    SentFile,
    least_tokens,
    read,
    refused_by_name,
)

WORTH: Final = (
    None,
    FileKind.CONFIGURATION,
    FileKind.TEST,
    FileKind.DEMO,
    FileKind.DOCUMENTATION,
    FileKind.FIXTURE,
)
"""Kinds of files, those first in which suggestions are likely to be found; None is the product."""

_ENDINGS: Final = (
    "astro c cc clj cpp cs cts dart erb ex exs fs go graphql groovy h hpp java js jsx kt kts lua m"
    " mjs ml mts php pl proto ps1 py pyx r rb rs scala sh sql svelte swift tf ts tsx vue zig"
)
CODE: Final = frozenset(f".{ending}" for ending in _ENDINGS.split())
"""Endings of files with logic; others, as templates and styles, come after them."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What is sent, in the order of its worth, and what is left out, by path."""

    sent: tuple[SentFile, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def text(self) -> str:
        """All files as a model reads them."""
        return "".join(file.block for file in self.sent)

    @property
    def tokens(self) -> int:
        """The estimate of all files."""
        return sum(file.tokens for file in self.sent)


def select(checkout: Checkout, *, tokens: int) -> Selection:
    """Choose among the files below the folder under review, at most so many tokens of them.

    Raises NotTracked without git.
    """
    paths = _tracked_below(checkout)
    refused = {path: reason for path in paths if (reason := refused_by_name(path))}
    sent, left_out = _read(checkout.root, paths - refused.keys(), tokens)
    left_out += [LeftOut(path, reason) for path, reason in refused.items()]
    return Selection(tuple(sent), tuple(sorted(left_out, key=lambda each: each.path)))


def _tracked_below(checkout: Checkout) -> frozenset[str]:
    """Paths relative to the root of what git tracks in the folder under review."""
    tracked = tracked_files(checkout.root)
    if tracked is None:
        raise NotTracked(checkout.path)
    prefix = checkout.prefix.as_posix()
    below = "" if prefix == "." else f"{prefix}/"
    return frozenset(path for path in tracked if path.startswith(below))


def _read(root: Path, paths: Iterable[str], tokens: int) -> tuple[list[SentFile], list[LeftOut]]:
    """Read the most worthwhile files first; a smaller one may still fit after one that doesn't."""
    sent: list[SentFile] = []
    left_out: list[LeftOut] = []
    for size, path in _by_worth(root, paths):
        if size <= LARGEST_FILE and least_tokens(size) > tokens:
            left_out.append(LeftOut(path, Reason.BUDGET))
            continue
        found = read(root, path)
        if isinstance(found, LeftOut):
            left_out.append(found)
        elif found.tokens > tokens:
            left_out.append(LeftOut(path, Reason.BUDGET))
        else:
            sent.append(found)
            tokens -= found.tokens
    return sent, left_out


def _by_worth(root: Path, paths: Iterable[str]) -> list[tuple[int, str]]:
    """Sizes and paths: the product's code first, and large files first, which hold its logic."""
    sized = [(_size(root / path), path) for path in paths]
    return sorted(sized, key=lambda each: (*_rank(each[1]), -each[0], each[1]))


def _rank(path: str) -> tuple[int, bool, bool]:
    place = PurePosixPath(path)
    return (
        WORTH.index(kind_of(path)),
        place.suffix.lower() not in CODE,
        "migrations" in place.parts,
    )


def _size(file: Path) -> int:
    try:
        return file.lstat().st_size
    except OSError:
        return 0
