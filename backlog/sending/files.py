"""The files of a checkout, each read to be sent or left out for a reason."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final

from backlog.assistants.budget import BYTES_PER_TOKEN, estimated_tokens
from backlog.judging.named_files import FileKind, kind_of
from backlog.sending.secret_names import names_secrets
from backlog.sending.secret_texts import line_of_secret

LARGEST_FILE: Final = 100_000
"""Bytes; a larger text is data, or more than a model sees through."""

LONGEST_LINE: Final = 2_000
"""Characters; nobody writes such lines by hand."""

_NO_CODE: Final = (FileKind.GENERATED, FileKind.VENDORED)
_DATA: Final = ".csv .geojson .ics .ipynb .jsonl .log .map .ndjson .patch .po .pot .svg .tsv"
_GENERATED: Final = re.compile(
    r"@generated|\bgenerated\b.{0,200}\bdo not (?:edit|modify)\b|"
    r"\bdo not (?:edit|modify)\b.{0,200}\bgenerated\b",
    re.IGNORECASE | re.DOTALL,
)
_HEAD: Final = 600
"""Characters in which a generated file says that it is."""


class Reason(StrEnum):
    """Why a file isn't sent; the value is shown to people."""

    SECRET_NAME = "its name is one of files with secrets"  # noqa: S105 - a text
    SECRET_TEXT = "looks as if it held a secret"  # noqa: S105 - a text
    NO_FILE = "isn't a file of the checkout (a link, a submodule, or gone)"
    NO_CODE = "generated, vendored or a lock file"
    DATA = "data, no code"
    EMPTY = "empty"
    LARGE = "larger than 100 kB"
    NO_TEXT = "isn't text in UTF-8"
    LONG_LINES = "has lines of over 2,000 characters"
    BUDGET = "the token budget doesn't reach for it"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that isn't sent; `line` is where it looks like a secret."""

    path: str
    reason: Reason
    line: int | None = None


@dataclass(frozen=True)
class SentFile:
    """A file that is sent; `path` is relative to the checkout's root, with slashes."""

    path: str
    text: str

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.text.encode())

    @cached_property
    def block(self) -> str:
        """The file as a model reads it: its path, and each line with its number."""
        lines = self.text.removesuffix("\n").split("\n")
        numbered = (f"{number}\t{line}" for number, line in enumerate(lines, start=1))
        return "\n".join((f"=== {self.path}", *numbered, "", ""))

    @cached_property
    def tokens(self) -> int:
        """The estimate of its block."""
        return estimated_tokens(self.block)


def least_tokens(size: int) -> int:
    """Estimate the tokens of a file of so many bytes, without its path and line numbers."""
    return -(-size // BYTES_PER_TOKEN)


def refused_by_name(path: str) -> Reason | None:
    """Tell why a path isn't looked at; None for one that is."""
    if names_secrets(path):
        return Reason.SECRET_NAME
    if not path.isprintable():
        return Reason.NO_TEXT
    if kind_of(path) in _NO_CODE:
        return Reason.NO_CODE
    return Reason.DATA if Path(path).suffix.lower() in _DATA.split() else None


def read(root: Path, path: str) -> SentFile | LeftOut:
    """Read a file below `root`, which is without links itself, and look at what it holds."""
    content = _content(root, path)
    if isinstance(content, Reason):
        return LeftOut(path, content)
    try:
        text = content.decode().removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return LeftOut(path, Reason.NO_TEXT)
    if reason := _refused_by_text(text):
        return LeftOut(path, reason)
    if line := line_of_secret(text):
        return LeftOut(path, Reason.SECRET_TEXT, line)
    return SentFile(path, text)


def _content(root: Path, path: str) -> bytes | Reason:
    """The bytes; of no link, whose target git may not track, nor of a file behind one."""
    file = root / path
    try:
        if file.resolve() != file or not file.is_file():
            return Reason.NO_FILE
        size = file.stat().st_size
        if size > LARGEST_FILE:
            return Reason.LARGE
        return file.read_bytes() if size else Reason.EMPTY
    except OSError:
        return Reason.NO_FILE


def _refused_by_text(text: str) -> Reason | None:
    if "\0" in text:
        return Reason.NO_TEXT
    if not text.strip():
        return Reason.EMPTY
    if _GENERATED.search(text[:_HEAD]):
        return Reason.NO_CODE
    if any(len(line) > LONGEST_LINE for line in text.split("\n")):
        return Reason.LONG_LINES
    return None
