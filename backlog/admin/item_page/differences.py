"""What changed between two versions of a text, for people to read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

COMPARED_LINES: Final = 400
"""Lines between the first and the last difference that are compared; of more, all is shown new."""

COMPARED_WORDS: Final = 400
"""Words of a changed passage that are compared one by one."""

LEAST_RATIO: Final = 0.4
"""Lines that share less than this, from 0 to 1, are shown as one that went and one that came."""

CONTEXT_LINES: Final = 2
"""Unchanged lines that are shown before and after a change."""

SHOWN_LINES: Final = 300
"""Lines of a difference that are shown."""

_WORD: Final = re.compile(r"\s+|\w+|[^\w\s]")


class Kind(StrEnum):
    """What became of a part of a text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Part:
    """Some words or lines; of a skipped part the text says how much was left out."""

    kind: Kind
    text: str


type Line = tuple[Part, ...]


def differences(before: str, after: str) -> list[Line]:
    """Give the lines of both texts in order, each in parts that are the same, removed or added.

    Unchanged lines far from any change are skipped, and so is what would be too long to read.
    """
    lines = list(_without_far_ones(list(_compared(before.splitlines(), after.splitlines()))))
    hidden = len(lines) - SHOWN_LINES
    if hidden <= 0:
        return lines
    return [*lines[:SHOWN_LINES], _skipped(hidden, "more lines")]


def _compared(before: list[str], after: list[str]) -> Iterator[Line]:
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    yield from _whole(Kind.SAME, before[:start])
    yield from _middle(before[start : len(before) - end], after[start : len(after) - end])
    yield from _whole(Kind.SAME, before[len(before) - end :])


def _alike(before: Sequence[str], after: Sequence[str]) -> int:
    """How many lines are the same at the beginning."""
    pairs = zip(before, after, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(before), len(after)))


def _middle(before: list[str], after: list[str]) -> Iterator[Line]:
    if max(len(before), len(after)) > COMPARED_LINES:
        yield from _whole(Kind.REMOVED, before)
        yield from _whole(Kind.ADDED, after)
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for change, a, b, c, d in matcher.get_opcodes():
        if change == "equal":
            yield from _whole(Kind.SAME, before[a:b])
        else:
            yield from _changed(before[a:b], after[c:d])


def _changed(before: list[str], after: list[str]) -> Iterator[Line]:
    """A passage as one line for each pair of lines, then the lines that have no other."""
    paired = min(len(before), len(after))
    for old, new in zip(before, after, strict=False):
        yield _words(old, new)
    yield from _whole(Kind.REMOVED, before[paired:])
    yield from _whole(Kind.ADDED, after[paired:])


def _words(before: str, after: str) -> Line:
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) > COMPARED_WORDS:
        return Part(Kind.REMOVED, before), Part(Kind.ADDED, after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < LEAST_RATIO:
        return Part(Kind.REMOVED, before), Part(Kind.ADDED, after)
    parts = []
    for change, a, b, c, d in matcher.get_opcodes():
        if change == "equal":
            parts.append(Part(Kind.SAME, "".join(old[a:b])))
            continue
        parts += [Part(Kind.REMOVED, "".join(old[a:b]))] if b > a else []
        parts += [Part(Kind.ADDED, "".join(new[c:d]))] if d > c else []
    return tuple(parts)


def _whole(kind: Kind, lines: Sequence[str]) -> Iterator[Line]:
    for line in lines:
        yield (Part(kind, line),)


def _without_far_ones(lines: list[Line]) -> Iterator[Line]:
    """The lines, with each long run of unchanged ones cut down to what is near a change."""
    changed = [index for index, line in enumerate(lines) if _is_changed(line)]
    near = {
        index
        for place in changed
        for index in range(place - CONTEXT_LINES, place + CONTEXT_LINES + 1)
    }
    skipped = 0
    for index, line in enumerate(lines):
        if index in near:
            if skipped:
                yield _skipped(skipped, "unchanged lines")
            skipped = 0
            yield line
        else:
            skipped += 1
    if skipped:
        yield _skipped(skipped, "unchanged lines")


def _is_changed(line: Line) -> bool:
    return any(part.kind is not Kind.SAME for part in line)


def _skipped(number: int, what: str) -> Line:
    text = f"{number:,} {what.removesuffix('s') if number == 1 else what}"
    return (Part(Kind.SKIPPED, text),)
