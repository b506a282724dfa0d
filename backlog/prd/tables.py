"""The tables of a requirements document, cell by cell, as they stand in its lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one line of a table; `line` counts from 1."""

    cells: tuple[str, ...]
    line: int
    is_header: bool


def rows_in(blocks: Sequence[Token], lines: Sequence[str]) -> Iterator[Row]:
    """Give the rows of all tables that aren't within a list or a quote, headers too.

    The parser of Markdown fills short rows up and cuts long ones: the lines say what was written.
    """
    for index, token in enumerate(blocks):
        if token.type == "tr_open" and token.map and _is_outermost(token):
            line = token.map[0]
            is_header = blocks[index - 1].type == "thead_open"
            yield Row(cells_of(lines[line]), line + 1, is_header)


def cells_of(line: str) -> tuple[str, ...]:
    r"""Split a row; `\|` is a pipe within a cell."""
    cells = escapedSplit(line.strip())
    if cells and not cells[0]:
        cells.pop(0)
    if cells and not cells[-1]:
        cells.pop()
    return tuple(cell.strip() for cell in cells)


def row_of(cells: Sequence[str]) -> str:
    """Write a row that `cells_of` reads back, for cells of one line without spaces around."""
    return f"| {' | '.join(cell.replace('|', '\\|') for cell in cells)} |"


def _is_outermost(token: Token) -> bool:
    """Tell whether only a table and its head or body are around the row."""
    return token.level == 2  # noqa: PLR2004
