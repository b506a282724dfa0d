"""What a PRD plans: its waves with their tasks, and by what success is told."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

SUCCESS_CRITERIA: Final = "success criteria"
"""The heading of the section whose ticks are read, in lower case."""

TASK_COLUMNS: Final = 3
"""Number, sub-agent and task."""

_WAVE: Final = re.compile(r"wave\b", re.IGNORECASE)
_NUMBERED_WAVE: Final = re.compile(r"wave\s+(\d{1,4})\s*[:.-]?\s*(.*)", re.IGNORECASE | re.DOTALL)
_TASK_NUMBER: Final = re.compile(r"\d{1,4}\.\d{1,4}")
_TICK: Final = re.compile(r"\[([ xX])\]\s+(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """A row of a wave's table; `number` is as written, as in 1.2."""

    number: str
    subagent: str
    description: str
    line: int


@dataclass(slots=True)
class Wave:
    """Tasks that may be carried out at the same time."""

    number: int
    name: str
    line: int
    tasks: list[PlannedTask] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Criterion:
    """Something that must be so for the item to be done."""

    text: str
    is_met: bool
    line: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A part of the plan that can't be read; lines count from 1."""

    line: int
    problem: str


@dataclass(slots=True)
class Plan:
    """What could be read of a PRD's plan, and what could not."""

    waves: list[Wave] = field(default_factory=list)
    criteria: list[Criterion] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)

    @property
    def tasks(self) -> int:
        """How many tasks all waves have."""
        return sum(len(wave.tasks) for wave in self.waves)


def plan_of(markdown: str) -> Plan:
    """Read the plan; what isn't written as it should be is left out and named with its line."""
    reading = _Reading()
    tokens = _BLOCKS.parse(markdown)
    for index, token in enumerate(tokens):
        match token.type:
            case "heading_open":
                reading.heading(tokens[index + 1].content.strip(), _line(token))
            case "tr_open":
                if tokens[index - 1].type != "thead_open":
                    reading.row(_cells(tokens, index), _line(token))
            case "list_item_open":
                reading.list_item(_first_text(tokens, index), _line(token))
    reading.end_wave()
    return reading.plan


class _Reading:
    """Goes through a document and remembers which section it is in."""

    def __init__(self) -> None:
        self.plan = Plan()
        self.wave: Wave | None = None
        self.in_criteria = False

    def heading(self, text: str, line: int) -> None:
        """Begin a section."""
        self.end_wave()
        self.in_criteria = text.lower().rstrip(":") == SUCCESS_CRITERIA
        if not _WAVE.match(text):
            return
        found = _NUMBERED_WAVE.fullmatch(text)
        if found is None:
            self._leave_out(line, f"“{text}” should be “Wave N: name”")
            return
        self.wave = Wave(int(found[1]), found[2].strip(), line)
        self.plan.waves.append(self.wave)

    def end_wave(self) -> None:
        """Complain of a wave that ends without a task."""
        if self.wave is not None and not self.wave.tasks:
            problem = f"wave {self.wave.number} has no tasks: give it a table “# | Subagent | Task”"
            self._leave_out(self.wave.line, problem)
        self.wave = None

    def row(self, cells: Sequence[str], line: int) -> None:
        """Take a row of a table for a task of the wave that the section is about."""
        if self.wave is None:
            return
        if len(cells) != TASK_COLUMNS:
            self._leave_out(line, f"a task has {TASK_COLUMNS} columns, this row has {len(cells)}")
        elif not _TASK_NUMBER.fullmatch(cells[0]):
            self._leave_out(line, f"“{cells[0]}” should be a task's number, as in 1.2")
        elif not cells[2]:
            self._leave_out(line, f"task {cells[0]} says nothing")
        else:
            self.wave.tasks.append(PlannedTask(cells[0], cells[1], cells[2], line))

    def list_item(self, text: str, line: int) -> None:
        """Take an entry of a list for a criterion, in the section of criteria."""
        if not self.in_criteria:
            return
        found = _TICK.fullmatch(text)
        if found is None:
            self._leave_out(line, "a success criterion begins with “- [ ]”")
        else:
            self.plan.criteria.append(Criterion(found[2].strip(), found[1] != " ", line))

    def _leave_out(self, line: int, problem: str) -> None:
        self.plan.unreadable.append(Unreadable(line, problem))


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 0


def _cells(tokens: Sequence[Token], index: int) -> list[str]:
    """Texts of the row that begins at `index`."""
    inside = _until(tokens, index, "tr_close")
    return [token.content.strip() for token in inside if token.type == "inline"]


def _first_text(tokens: Sequence[Token], index: int) -> str:
    inside = _until(tokens, index, "list_item_close")
    return next((token.content for token in inside if token.type == "inline"), "")


def _until(tokens: Sequence[Token], index: int, end: str) -> Iterator[Token]:
    for position in range(index + 1, len(tokens)):
        if tokens[position].type == end:
            return
        yield tokens[position]


def _parser() -> MarkdownIt:
    """Read blocks alone: what a heading or a cell says is taken as it was written."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.core.ruler.enableOnly(["normalize", "block"])
    return markdown


_BLOCKS: Final = _parser()
