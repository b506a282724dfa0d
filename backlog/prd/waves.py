"""The waves of a requirements document: how their headings and tables of tasks are read."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from backlog.choices import SubagentType
from backlog.prd.document import PlannedTask, Wave
from backlog.prd.outline import Part
from backlog.prd.tables import Row, rows_in

TASK_HEADER: Final = ("#", "Subagent", "Task")
"""The header of a wave's table."""
TASK_RULE: Final = "|---|----------|------|"
"""The line below the header."""

_HEADER: Final = " | ".join(TASK_HEADER)
_HEADING: Final = re.compile(r"wave\s+(\d{1,4})\b\s*[:.\-–—]?\s*(.*)", re.IGNORECASE | re.DOTALL)  # noqa: RUF001
_NUMBER: Final = re.compile(r"(\d{1,4})\.(\d{1,4})")
_SUBAGENTS: Final = {name.casefold(): SubagentType(name) for name in SubagentType.values}

type Complain = Callable[[int, str], None]
"""Takes the line, from 1, and what is wrong there."""


class WaveReader:
    """Reads waves in their order; what isn't written as it should be is left out and named."""

    def __init__(self, lines: Sequence[str], complain: Complain) -> None:
        self.waves: list[Wave] = []
        self._lines = lines
        self._complain = complain

    def read(self, part: Part) -> None:
        """Take a part that a wave's heading begins."""
        found = _HEADING.fullmatch(part.heading)
        if found is None:
            self._complain(part.line, f"“{part.heading}” should be “Wave N: name”")
            return
        number, name = int(found[1]), " ".join(found[2].split("\n")).strip()
        self._require_next(number, part.line)
        tasks = self._tasks(number, part)
        self.waves.append(Wave(number, name, tuple(tasks), part.line))

    def _require_next(self, number: int, line: int) -> None:
        expected = self.waves[-1].number + 1 if self.waves else 1
        if number != expected:
            problem = f"wave {number} should be wave {expected}: waves are numbered 1, 2, 3 …"
            self._complain(line, problem)

    def _tasks(self, number: int, part: Part) -> list[PlannedTask]:
        rows = list(rows_in(part.blocks, self._lines))
        reader = _TaskReader(number, self._complain)
        for row in rows:
            reader.read(row)
        if all(row.is_header for row in rows):
            problem = f"wave {number} has no tasks: give it a table “{_HEADER}”"
            self._complain(part.line, problem)
        return reader.tasks


class _TaskReader:
    """Reads the rows of one wave's tables."""

    def __init__(self, wave: int, complain: Complain) -> None:
        self.tasks: list[PlannedTask] = []
        self._wave = wave
        self._complain = complain
        self._latest = 0
        self._is_table_of_tasks = True

    def read(self, row: Row) -> None:
        """Take a row for a task; the rows of a table with another header are no tasks."""
        if row.is_header:
            self._read_header(row)
        elif self._is_table_of_tasks and len(row.cells) == len(TASK_HEADER):
            self._read_task(row.cells, row.line)
        elif self._is_table_of_tasks:
            problem = f"a task has {len(TASK_HEADER)} cells, this row has {len(row.cells)}"
            hint = r": write \| for a | within one" if len(row.cells) > len(TASK_HEADER) else ""
            self._complain(row.line, problem + hint)

    def _read_header(self, row: Row) -> None:
        given = " | ".join(row.cells)
        self._is_table_of_tasks = given.casefold() == _HEADER.casefold()
        if not self._is_table_of_tasks:
            self._complain(row.line, f"the table's header “{given}” should be “{_HEADER}”")

    def _read_task(self, cells: tuple[str, ...], line: int) -> None:
        number, subagent, description = cells
        place, agent = self._place(number, line), self._subagent(subagent, line)
        if not description:
            self._complain(line, f"task {number} says nothing")
        elif place is not None and agent is not None:
            self.tasks.append(PlannedTask(f"{self._wave}.{place}", agent, description, line))

    def _place(self, written: str, line: int) -> int | None:
        """Give which task of the wave it is; tasks are numbered upwards from 1."""
        found = _NUMBER.fullmatch(written)
        place = int(found[2]) if found else 0
        if found is None:
            self._complain(line, f"“{written}” should be a task's number, as in {self._wave}.1")
        elif int(found[1]) != self._wave:
            self._complain(line, f"task {written} stands in wave {self._wave}: number it so")
        elif place <= self._latest:
            problem = f"task {written} should have a number above {self._wave}.{self._latest}"
            self._complain(line, problem)
        else:
            self._latest = place
            return place
        return None

    def _subagent(self, written: str, line: int) -> SubagentType | None:
        agent = _SUBAGENTS.get(written.strip("`*_ ").casefold())
        if agent is None:
            known = ", ".join(SubagentType.values)
            self._complain(line, f"“{written}” is no sub-agent: they are {known}")
        return agent
