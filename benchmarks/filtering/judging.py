"""Judging a batch in process, beside rapidfuzz looking for the most alike title."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from statistics import median
from typing import Final
from uuid import uuid4

from rapidfuzz import process

from backlog.intake.suggestion import Suggestion
from backlog.judging.context import Context
from backlog.judging.identifiers import name_words_in, names_in
from backlog.judging.judge import judge
from backlog.judging.named_files import kind_of
from backlog.judging.policy import Policy
from backlog.judging.similarity import words_of
from backlog.judging.titles import KnownTitle, TitleIndex
from benchmarks.filtering.backlog import BATCH, OPEN, suggestions

NOW: Final = datetime(2026, 1, 31, 12, tzinfo=UTC)
DECIDED: Final = 2_000
_ID: Final = uuid4()


@dataclass(frozen=True, slots=True)
class Judging:
    """Median seconds of a batch: Mason's, with titles' words known and not, and rapidfuzz's.

    rapidfuzz compares with the open titles, as Mason does, and with the decided ones too.
    """

    mason: float
    mason_cold: float
    rapidfuzz_open: float
    rapidfuzz_all: float


def measure_judging(rounds: int) -> Judging:
    """Let the systems take turns; each round has suggestions of its own."""
    known = list(islice(suggestions("known"), OPEN + DECIDED))
    titles = [one.title for one in known]
    systems: dict[str, Callable[[Sequence[Suggestion]], None]] = {
        "warm": lambda given: _judged(given, known[:OPEN]),
        "cold": lambda given: _judged(given, known[:OPEN]),
        "open": lambda given: _extracted(given, titles[:OPEN]),
        "all": lambda given: _extracted(given, titles),
    }
    taken: dict[str, list[float]] = {name: [] for name in systems}
    made = suggestions("batches")
    for _ in range(rounds):
        given = list(islice(made, BATCH))
        for name, system in systems.items():
            _forget()
            if name == "warm":
                for one in known[:OPEN]:
                    words_of(one.title)
            taken[name].append(_timed(system, given))
    warm, cold, few, all_titles = (median(taken[name]) for name in systems)
    return Judging(warm, cold, few, all_titles)


def _judged(given: Sequence[Suggestion], known: Sequence[Suggestion]) -> None:
    """Index the open titles and ask every rule that needs no checkout of each suggestion."""
    index = TitleIndex(
        (KnownTitle(_ID, one.title, one.type, frozenset(one.files)) for one in known),
        candidates=[one.title for one in given],
    )
    for suggestion in given:
        judge(Context(suggestion, NOW, titles=index), Policy(), {})


def _forget() -> None:
    """Empty what the rules remember: each batch is new to them."""
    for remembering in (words_of, names_in, name_words_in, kind_of):
        remembering.cache_clear()


def _extracted(given: Sequence[Suggestion], titles: Sequence[str]) -> None:
    for suggestion in given:
        process.extractOne(suggestion.title, titles)


def _timed(system: Callable[[Sequence[Suggestion]], None], given: Sequence[Suggestion]) -> float:
    began = time.perf_counter()
    system(given)
    return time.perf_counter() - began
