"""The success criteria of a requirements document: a list of boxes to tick."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from markdown_it.token import Token

from backlog.prd.document import Criterion, Problem

_TICK: Final = re.compile(r"\[([ xX])\]\s+(.+)", re.DOTALL)
_BOX: Final = re.compile(r"\[[ xX]?\]")
_ENTRY: Final = ("list_item_open", 1)
_PARAGRAPH: Final = ("paragraph_open", 0)


def criteria_in(blocks: Sequence[Token]) -> Iterator[Criterion | Problem]:
    """Read each entry of the lists, but not those of lists within entries, nor other paragraphs."""
    for index, block in enumerate(blocks):
        line = block.map[0] + 1 if block.map else 0
        if (block.type, block.level) == _ENTRY:
            yield _criterion(_paragraph(blocks[index + 1 : index + 3]), line)
        elif (block.type, block.level) == _PARAGRAPH and _BOX.match(blocks[index + 1].content):
            yield _not_ticked(line)


def _criterion(text: str, line: int) -> Criterion | Problem:
    found = _TICK.fullmatch(text)
    if found is None:
        return _not_ticked(line)
    words = " ".join(part.strip() for part in found[2].split("\n"))
    return Criterion(words.strip(), found[1] != " ", line)


def _not_ticked(line: int) -> Problem:
    return Problem(line, "a success criterion begins with “- [ ]”")


def _paragraph(blocks: Sequence[Token]) -> str:
    """Give the paragraph that an entry begins with; nothing where it begins otherwise."""
    return blocks[1].content if blocks[0].type == "paragraph_open" else ""
