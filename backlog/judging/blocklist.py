"""What the curators of a repository don't want to hear of any more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from pathspec import GitIgnoreSpec

from backlog.choices import BlocklistKind
from backlog.intake.suggestion import Suggestion


@dataclass(frozen=True, slots=True)
class BlockedPattern:
    """A pattern, why it is blocked, and until when; without `expires_at` for good."""

    kind: BlocklistKind
    pattern: str
    reason: str
    expires_at: datetime | None = None
    id: UUID | None = None

    def matches(self, suggestion: Suggestion, files: Iterable[str]) -> str | None:
        """Give what the pattern matches of the suggestion; None when it doesn't."""
        return self.matches_texts(suggestion.title, suggestion.rule, files)

    def matches_texts(self, title: str, rule: str, files: Iterable[str]) -> str | None:
        """Give what the pattern matches of a title, an analyser's rule or files, by its kind.

        A path matches when all files do.
        """
        match self.kind:
            case BlocklistKind.PATH:
                named = tuple(files)
                matching = bool(named) and all(map(_paths(self.pattern).match_file, named))
                return named[0] if matching else None
            case BlocklistKind.TITLE:
                return title if _is_in(self.pattern, title) else None
            case BlocklistKind.RULE:
                names = (rule, rule.rpartition(" ")[2])
                found = rule and any(_is_whole(self.pattern, name) for name in names)
                return rule if found else None


@dataclass(frozen=True, slots=True)
class Blocklist:
    """The patterns of a repository."""

    patterns: tuple[BlockedPattern, ...] = ()

    def match(
        self, suggestion: Suggestion, files: Iterable[str], now: datetime
    ) -> tuple[BlockedPattern, str] | None:
        """Give the first pattern in force that matches, and what it matched."""
        for pattern in self.patterns:
            if pattern.expires_at is not None and pattern.expires_at <= now:
                continue
            if matched := pattern.matches(suggestion, files):
                return pattern, matched
        return None


EMPTY_BLOCKLIST: Final = Blocklist()
"""For a repository where nothing is blocked."""


@lru_cache(maxsize=1_000)
def _paths(pattern: str) -> GitIgnoreSpec:
    return GitIgnoreSpec.from_lines([pattern])


def _is_in(pattern: str, text: str) -> bool:
    """Tell whether the text has the pattern's parts one after the other, in any case.

    `*` stands for any characters. Each part is looked for once: no pattern takes long.
    """
    return _end_of(pattern.split("*"), text.casefold()) is not None


def _is_whole(pattern: str, text: str) -> bool:
    """Tell whether the pattern stands for the whole text."""
    first, *middle = pattern.casefold().split("*")
    lowered = text.casefold()
    if not middle:
        return lowered == first
    last = middle.pop()
    if not (lowered.startswith(first) and lowered.endswith(last)):
        return False
    inner = lowered[len(first) : len(lowered) - len(last)]
    return len(first) + len(last) <= len(lowered) and _end_of(middle, inner) is not None


def _end_of(parts: Iterable[str], text: str) -> int | None:
    """Give where the last of the parts ends, each found after the one before; None if one isn't."""
    end = 0
    for part in map(str.casefold, parts):
        found = text.find(part, end)
        if found < 0:
            return None
        end = found + len(part)
    return end
