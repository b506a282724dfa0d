"""From Markdown to requirements documents: all that is wrong is named, each with its line."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from backlog.exceptions import UnreadablePRD
from backlog.prd.document import Problem, RequirementsDocument, Section
from backlog.prd.outline import outline_of
from backlog.prd.reading import Reader, Reading

LONGEST_PRD: Final = 100_000
"""Characters of a document that is read; a longer one is one problem."""

NAMED_PROBLEMS: Final = 100
"""How many problems are named one by one; the rest is counted."""

_REMEMBERED_DOCUMENTS: Final = 1_000
_LONGEST_REMEMBERED: Final = 20_000


def parse(markdown: str) -> RequirementsDocument:
    """Read a document that can be executed; raises UnreadablePRD with all of its problems."""
    reading = read(markdown)
    if reading.problems:
        raise UnreadablePRD(_told(reading.problems))
    return RequirementsDocument(
        title=reading.title,
        problem_statement=reading.texts[Section.PROBLEM_STATEMENT],
        proposed_solution=reading.texts[Section.PROPOSED_SOLUTION],
        success_criteria=reading.criteria,
        technical_approach=reading.texts[Section.TECHNICAL_APPROACH],
        waves=reading.waves,
        risks=reading.texts[Section.RISKS],
        out_of_scope=reading.texts[Section.OUT_OF_SCOPE],
    )


def read(markdown: str) -> Reading:
    """Read what can be read; what isn't written as it should be is left out and named."""
    if len(markdown) > LONGEST_PRD:
        too_long = f"the PRD is longer than {LONGEST_PRD:,} characters: shorten it"
        return Reading("", {}, (), (), (Problem(1, too_long),))
    return Reader(outline_of(markdown)).reading()


def problems_of(markdown: str) -> tuple[str, ...]:
    """Give what keeps a document from being executed, as in “line 12: …”; none if nothing does.

    Documents are remembered: those that wait are asked for again and again.
    """
    if len(markdown) > _LONGEST_REMEMBERED:
        return _problems_of(markdown)
    return _remembered(markdown)


def _problems_of(markdown: str) -> tuple[str, ...]:
    return _told(read(markdown).problems)


def _told(problems: Sequence[Problem]) -> tuple[str, ...]:
    rest = len(problems) - NAMED_PROBLEMS
    counted = [f"and {rest:,} more problems"] if rest > 0 else []
    return (*map(str, problems[:NAMED_PROBLEMS]), *counted)


_remembered: Final = lru_cache(_REMEMBERED_DOCUMENTS)(_problems_of)
