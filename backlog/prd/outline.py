"""What stands under which heading of a requirements document."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from backlog.prd.document import Section

SECTION_LEVEL: Final = 2
"""The lowest level of a section's heading; a lower one belongs to the text of its section."""

_NEWLINE: Final = re.compile(r"\r\n?|\n")
_TITLE: Final = re.compile(r"prd\b\s*[:\-–—]?\s*(.*)", re.IGNORECASE | re.DOTALL)  # noqa: RUF001
_WAVE: Final = re.compile(r"wave\b", re.IGNORECASE)
_NUMBERING: Final = re.compile(r"\d{1,2}[.)]\s+")


class PartKind(Enum):
    """What a heading begins."""

    TITLE = auto()
    SECTION = auto()
    WAVE = auto()
    TEXT = auto()
    """More of the section's text, after a wave within it."""
    OTHER = auto()
    """A section that the grammar doesn't know: left alone."""


@dataclass(slots=True)
class Part:
    """A heading with what follows, up to the heading of the next part.

    `line` is the heading's, from 1; `first` and `last` are the lines of the text, from 0 and
    without the last. `blocks` are the tokens of the text.
    """

    kind: PartKind
    heading: str
    level: int
    line: int
    section: Section | None
    first: int
    last: int = 0
    blocks: list[Token] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outline:
    """A document's lines and its parts, in their order; what stands before the first has none."""

    lines: tuple[str, ...]
    parts: tuple[Part, ...]

    def text_of(self, part: Part) -> str:
        """Give what stands under the heading, without blank lines around it."""
        return trimmed(self.lines[part.first : part.last])


def outline_of(markdown: str) -> Outline:
    """Find the parts; headings in lists, quotes and blocks of code are none."""
    lines = tuple(lines_of(markdown))
    tokens = _BLOCKS.parse("\n".join(lines))
    parts = list(_parts(tokens))
    ends = [part.line - 1 for part in parts[1:]] + [len(lines)]
    for part, end in zip(parts, ends, strict=False):
        part.last = end
    return Outline(lines, tuple(parts))


def lines_of(markdown: str) -> list[str]:
    """Split a text as Markdown does."""
    return _NEWLINE.split(markdown.replace("\0", "\ufffd"))


def trimmed(lines: Sequence[str]) -> str:
    """Join lines, without blank ones around them; the first keeps its indentation."""
    first = next((place for place, line in enumerate(lines) if line.strip()), len(lines))
    return "\n".join(lines[first:]).rstrip()


def title_in(heading: str) -> str:
    """Give the title that a heading names, as in “PRD: title”; empty for another heading."""
    found = _TITLE.fullmatch(heading)
    return " ".join(found[1].split("\n")).strip() if found else ""


def section_in(heading: str) -> Section | None:
    """Give the section that a heading names, in any case, numbered or not."""
    name = _NUMBERING.sub("", heading).strip("*_: ").casefold()
    return _SECTIONS.get(" ".join(name.replace("&", " and ").split()))


def _parts(tokens: Sequence[Token]) -> Iterator[Part]:
    current: Part | None = None
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0:
            begun = _begun(token, tokens[index + 1].content.strip(), current)
            if begun is not None:
                current = begun
                yield current
                continue
        if current is not None:
            current.blocks.append(token)


def _begun(token: Token, heading: str, current: Part | None) -> Part | None:
    """Give the part that a heading begins; None for one within the current part."""
    level = int(token.tag[1:])
    first, last = token.map or (0, 0)
    within = current.section if current else None
    if level <= SECTION_LEVEL and (section := section_in(heading)):
        return Part(PartKind.SECTION, heading, level, first + 1, section, last)
    if _WAVE.match(heading):
        return Part(PartKind.WAVE, heading, level, first + 1, within, last)
    if level <= SECTION_LEVEL:
        kind = PartKind.TITLE if level == 1 else PartKind.OTHER
        return Part(kind, heading, level, first + 1, None, last)
    if current and current.kind is PartKind.WAVE and level <= current.level:
        return Part(PartKind.TEXT, heading, level, first + 1, within, first)
    return None


def _parser() -> MarkdownIt:
    """Read blocks alone: what a heading or a cell says is taken as it was written."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.core.ruler.enableOnly(["normalize", "block"])
    return markdown


_BLOCKS: Final = _parser()
_SECTIONS: Final = {
    " ".join(section.casefold().replace("&", " and ").split()): section for section in Section
}
