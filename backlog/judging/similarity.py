"""How alike two titles are."""

import re
from functools import lru_cache
from typing import Final

MEANINGLESS_WORDS: Final = frozenset(
    (
        *("the", "a", "an", "this", "that"),
        *("to", "for", "in", "on", "at", "of", "with"),
        *("and", "or", "when", "if"),
        *("is", "are", "be"),
        *("add", "update", "fix", "improve", "implement", "create", "make", "use", "using"),
    )
)
"""Words that most titles have, whatever they are about."""

_WORD: Final = re.compile(r"\w+")


@lru_cache(maxsize=50_000)
def words_of(title: str) -> frozenset[str]:
    """Give the title's words in lower case, without those that say nothing about it."""
    return frozenset(_WORD.findall(title.lower())) - MEANINGLESS_WORDS


def similarity(candidate: str, other: str) -> float:
    """Give the share of the candidate's words that the other title has, from 0 to 100."""
    words = words_of(candidate)
    return 100 * len(words & words_of(other)) / len(words) if words else 0.0
