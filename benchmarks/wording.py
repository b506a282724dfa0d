"""Texts of a made-up backlog, with words of which it is known how often they occur."""

from itertools import accumulate
from random import Random
from typing import Final

COMMON_WORD: Final = "timeout"
MIDDLING_WORD: Final = "webhook"
RARE_WORD: Final = "quorum"
COMMON_SHARE: Final = 0.3
MIDDLING_SHARE: Final = 0.01
RARE_ROWS: Final = 20
"""Items that hold the rare word, however many items there are."""

_SYLLABLES: Final = "ba be bi bo da de di do fa fe fi ga ge go ka ke ki ko la le li lo ma me mi mo"
_PLAIN: Final = (
    "the a to of in is it and not for each when after with from by add read write cache query"
    " request response user page table row index key lock retry error test file module order"
    " price cart stock payment invoice session login token form field list filter sort"
)
_VOCABULARY_SIZE: Final = 4_000
_TITLE_WORDS: Final = 6
_TEXT_WORDS: Final = 38


class Wording:
    """Makes titles and texts; words are the rarer the later they stand in the vocabulary."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._syllables = _SYLLABLES.split()
        self._words = [*_PLAIN.split(), *(self._made_up() for _ in range(_VOCABULARY_SIZE))]
        self._weights = list(accumulate(1 / (n + 4) for n in range(len(self._words))))

    def title(self) -> str:
        """Give a title of a few words."""
        return self._text(_TITLE_WORDS).capitalize()

    def problem(self, *, rare: bool) -> str:
        """Give a problem of about 250 characters, which may hold one of the counted words."""
        words = [self._text(_TEXT_WORDS)]
        if self._random.random() < COMMON_SHARE:
            words.append(f"It ends with a {COMMON_WORD}.")
        if self._random.random() < MIDDLING_SHARE:
            words.append(f"The {MIDDLING_WORD} is lost.")
        if rare:
            words.append(f"There is no {RARE_WORD}.")
        return " ".join(words)

    def solution(self) -> str:
        """Give a solution of about 250 characters that names a file."""
        number = self._random.randrange(400)
        return f"Change load_{number}() in shop/part_{number}.py: {self._text(_TEXT_WORDS)}"

    def prd(self, title: str) -> str:
        """Give a short requirements document."""
        task = "| 1.1 | Explore | Read the module |"
        return f"# PRD: {title}\n\n### Wave 1: Foundation\n{task}\n\n{self._text(120)}"

    def _text(self, words: int) -> str:
        return " ".join(self._random.choices(self._words, cum_weights=self._weights, k=words))

    def _made_up(self) -> str:
        return "".join(self._random.choices(self._syllables, k=self._random.randint(2, 5)))
