"""What the curators of a repository don't want to hear of any more."""

import re
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
                return title if _text(self.pattern).search(title) else None
            case BlocklistKind.RULE:
                pattern, rule_id = _text(self.pattern), rule.rpartition(" ")[2]
                found = rule and (pattern.fullmatch(rule) or pattern.fullmatch(rule_id))
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


@lru_cache(maxsize=1_000)
def _text(pattern: str) -> re.Pattern[str]:
    """`*` stands for any characters, the rest for itself in any case."""
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.IGNORECASE)
