"""Words in the texts of backlog items, cut alike for the index and for what a person types."""

import re
from collections.abc import Sequence
from typing import Final

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import BooleanField, Func, Q, TextField, Value
from django.db.models.functions import Left, Lower, StrIndex
from django.db.models.lookups import GreaterThan

CONFIGURATION: Final = "simple"
"""No stemming and no stop words: the texts are full of names out of code."""

PUNCTUATION: Final = "!\"#$&'()*+,-./:;<=>?@[\\]^_`{|}~"
"""What separates words, so that a path or an identifier is found by any of its parts.

Without the percent sign, which separates words anyhow and would need escaping in an index.
"""

INDEXED_CHARACTERS: Final = {"title": 1_000, "problem": 20_000, "solution": 20_000}
"""How far each text is searched: PostgreSQL refuses to store a row with too many words."""

MAXIMUM_WORDS: Final = 20
MAXIMUM_WORD_CHARACTERS: Final = 100
"""Longer words are cut and match as beginnings; PostgreSQL refuses those over 2,046 bytes."""

_LETTERS_OR_DIGITS: Final = re.compile("[A-Za-z]+|[0-9]+")
_SEPARATORS: Final = str.maketrans(dict.fromkeys(f"{PUNCTUATION}%\0", " "))


class JoinedTexts(Func):
    """Texts with a space between them, none of them NULL."""

    template = "(%(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = TextField()


class CutWords(Func):
    """The words of a text, for the index and for the search; the migration names this class."""

    function = "to_tsvector"
    template = f"%(function)s('{CONFIGURATION}'::regconfig, translate(%(expressions)s))"
    output_field = SearchVectorField()


class _Matches(Func):
    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = BooleanField()


def words_of_item() -> Func:
    """Give the words of an item's texts; what the index holds."""
    texts = JoinedTexts(*(Left(column, count) for column, count in INDEXED_CHARACTERS.items()))
    return CutWords(texts, Value(PUNCTUATION), Value(" " * len(PUNCTUATION)))


def typed_words(text: str) -> list[str]:
    """Cut what somebody typed as the index cuts texts."""
    readable = text.encode(errors="replace").decode()
    words = readable.translate(_SEPARATORS).split()
    return [word[:MAXIMUM_WORD_CHARACTERS] for word in words[:MAXIMUM_WORDS]]


def says(words: Sequence[str]) -> Func:
    """Give the condition that an item has, for each typed word, a word that begins with it.

    Typed words hold no quote and no operator, so nothing is read as part of a query.
    """
    query = " & ".join(f"'{word}':*" for word in words)
    return _Matches(words_of_item(), SearchQuery(query, config=CONFIGURATION, search_type="raw"))


def may_say(words: Sequence[str]) -> Q:
    """Give a condition that is cheap, and true wherever `says` is.

    Cutting a text into words takes 30 times as long as looking for a few letters in it.
    """
    texts = Lower(JoinedTexts(*INDEXED_CHARACTERS))
    return Q(*(GreaterThan(StrIndex(texts, Lower(Value(part))), 0) for part in _parts(words)))


def _parts(words: Sequence[str]) -> list[str]:
    """Give the longest run of letters or digits of each word: PostgreSQL never cuts into it."""
    runs = (_LETTERS_OR_DIGITS.findall(word) for word in words)
    return [max(found, key=len) for found in runs if found]
