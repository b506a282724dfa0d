"""What differs between two trees, file by file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from execution.engine.git.forbidden import MODE_OF_FILE, MODE_OF_LINK, MODE_OF_SUBMODULE
from execution.engine.git.paths import decoded
from execution.engine.git.running import Git


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """A file that differs from the base; a rename is a deletion and an addition.

    `path` has slashes, and lone surrogates where it isn't UTF-8. `status` is git's letter: A added,
    D deleted, M modified, T of another type. Lines are 0 for a binary file. `mode` is git's, 0 for
    a deleted file, and `blob` the id of the content.
    """

    path: str
    status: str
    mode: int
    blob: str
    added_lines: int = 0
    removed_lines: int = 0
    binary: bool = False

    @property
    def is_link(self) -> bool:
        """Whether it is a symbolic link now."""
        return self.mode == MODE_OF_LINK


@dataclass(frozen=True, slots=True)
class Changes:
    """All files that differ from the base, in the order of their paths."""

    files: tuple[FileChange, ...] = ()

    @property
    def lines_added(self) -> int:
        """Lines that are in the files now and weren't in the base."""
        return sum(file.added_lines for file in self.files)

    @property
    def lines_removed(self) -> int:
        """Lines of the base that are gone."""
        return sum(file.removed_lines for file in self.files)

    @property
    def lines_changed(self) -> int:
        """Lines added and lines removed."""
        return self.lines_added + self.lines_removed


def changes_between(git: Git, base: str, tree: str, left_out: Sequence[str]) -> Changes:
    """Compare two trees; `left_out` are new paths that no tree takes, as Snapshot has them."""
    how = ("--no-renames", "--no-ext-diff", "--no-textconv", "--no-abbrev")
    output = git.run("diff-tree", "-r", "-z", "--raw", "--numstat", *how, base, tree)
    files = [*_parsed(output), *map(_left_out, left_out)]
    return Changes(tuple(sorted(files, key=lambda file: file.path)))


def _left_out(path: str) -> FileChange:
    mode = MODE_OF_SUBMODULE if path.endswith("/") else MODE_OF_FILE
    return FileChange(path=path.rstrip("/"), status="A", mode=mode, blob="")


def _parsed(output: bytes) -> Iterator[FileChange]:
    """Read the raw records, `:modes blobs letter NUL path NUL`, and then those with the lines."""
    fields = iter(output.split(b"\0")[:-1])
    raw: dict[bytes, list[bytes]] = {}
    for field in fields:
        if not field.startswith(b":"):
            yield _change(field, raw)
            break
        raw[next(fields)] = field.split(b" ")
    for field in fields:
        yield _change(field, raw)


def _change(counted: bytes, raw: dict[bytes, list[bytes]]) -> FileChange:
    """Join `added TAB removed TAB path` (a dash each for a binary file) and its raw record."""
    added, removed, path = counted.split(b"\t", 2)
    _, mode, _, blob, status = raw[path]
    return FileChange(
        path=decoded(path),
        status=status.decode(),
        mode=int(mode, 8),
        blob=blob.decode(),
        added_lines=_count(added),
        removed_lines=_count(removed),
        binary=added == b"-",
    )


def _count(lines: bytes) -> int:
    return 0 if lines == b"-" else int(lines)
