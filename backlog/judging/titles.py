"""The titles that a suggestion is compared with, found by their words."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from backlog.judging.similarity import words_of


class KnownTitle(NamedTuple):
    """An item's title with what else tells it from others; `of_run`: the same run brought it."""

    item_id: UUID
    title: str
    type: str | None = None
    files: frozenset[str] = frozenset()
    of_run: bool = False
    text: str = ""
    """All that the item says, where it shares a file with what is judged."""
    is_analysers: bool = False


@dataclass(frozen=True, slots=True)
class Alike:
    """A known title, and the share of the candidate's words that it has, from 0 to 100."""

    percent: float
    known: KnownTitle


class TitleIndex:
    """Titles by their words: only those that share one with the candidate are looked at.

    `candidates` are the titles that will be looked for; without them any may be.
    """

    def __init__(
        self, titles: Iterable[KnownTitle] = (), *, candidates: Iterable[str] | None = None
    ) -> None:
        self._wanted = None if candidates is None else _words_of_all(candidates)
        self._titles: list[KnownTitle] = []
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        self._by_file: defaultdict[str, list[KnownTitle]] = defaultdict(list)
        for title in titles:
            self.add(title)

    def add(self, title: KnownTitle) -> None:
        """Take a title in."""
        place = len(self._titles)
        self._titles.append(title)
        words = words_of(title.title)
        for word in words if self._wanted is None else words & self._wanted:
            self._places[word].append(place)
        for file in title.files:
            self._by_file[file].append(title)

    def about(self, files: Iterable[str]) -> list[KnownTitle]:
        """Give the titles of items about any of these files, each once."""
        found = (title for file in files for title in self._by_file.get(file, ()))
        return list({title.item_id: title for title in found}.values())

    def alike(self, title: str, *, least: float) -> Iterator[Alike]:
        """Give the titles with at least this share of the words, the most alike first."""
        words = words_of(title)
        enough = least * len(words) / 100
        found = [(n, place) for place, n in self._shared(words).items() if n >= enough]
        for number, place in sorted(found, key=lambda pair: (-pair[0], pair[1])):
            yield Alike(100 * number / len(words), self._titles[place])

    def _shared(self, words: Collection[str]) -> Counter[int]:
        """How many of the words each title has that has any."""
        shared: Counter[int] = Counter()
        for word in words:
            if word in self._places:
                shared.update(self._places[word])
        return shared


def _words_of_all(titles: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*map(words_of, titles))


NO_TITLES: Final = TitleIndex()
"""For a suggestion that is judged by itself."""
