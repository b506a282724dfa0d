"""A suggestion that says in other words what an open item about the same file says."""

from decimal import Decimal
from typing import Final

from backlog.choices import FilterTier
from backlog.judging.context import Context
from backlog.judging.identifiers import name_words_in
from backlog.judging.rule import Match, Rule
from backlog.judging.similarity import words_of
from backlog.judging.titles import KnownTitle

LEAST_NAMES: Final = 0.8
"""The share of the names of code, of whichever has fewer, that both name."""
LEAST_WORDS: Final = 0.2
"""The share of the other words, of whichever has fewer, that both use."""


def look(context: Context) -> Match | None:
    """Object to a text about the same file and names of code, with some of the same words.

    The same file alone is no duplicate. Two findings of analysers are told apart by fingerprints.
    """
    own = context.predecessor.item
    for known in context.titles.about(context.suggestion.files):
        if (own is None or known.item_id != own.pk) and _says_the_same(context, known):
            names = ", ".join(sorted(_names(context.suggestion.text, known.text))[:5])
            return Match(
                evidence=f"Item {known.item_id} (names {names}): {known.title}",
                repeats=None if known.of_run else known.item_id,
            )
    return None


def _says_the_same(context: Context, known: KnownTitle) -> bool:
    one = context.suggestion
    if not known.text or (known.is_analysers and one.rule):
        return False
    names, other_names = name_words_in(one.text), name_words_in(known.text)
    if _shared(names, other_names) < LEAST_NAMES:
        return False
    every = names | other_names
    return _shared(words_of(one.text) - every, words_of(known.text) - every) >= LEAST_WORDS


def _names(text: str, other: str) -> frozenset[str]:
    return name_words_in(text) & name_words_in(other)


def _shared(words: frozenset[str], others: frozenset[str]) -> float:
    fewer = min(len(words), len(others))
    return len(words & others) / fewer if fewer else 0.0


RULE = Rule(
    code="same_problem",
    tier=FilterTier.CONTEXT,
    confidence=Decimal("0.80"),
    sentence="An item about the same file says it in other words.",
    look=look,
)
