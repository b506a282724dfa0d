"""A requirements document as it is after it was read: what it wants, and the waves of its tasks."""

from dataclasses import dataclass, field
from enum import StrEnum

from backlog.choices import SubagentType


class Section(StrEnum):
    """The sections of a document, by their headings and in their order."""

    PROBLEM_STATEMENT = "Problem Statement"
    PROPOSED_SOLUTION = "Proposed Solution"
    SUCCESS_CRITERIA = "Success Criteria"
    TECHNICAL_APPROACH = "Technical Approach"
    RISKS = "Risks & Mitigations"
    OUT_OF_SCOPE = "Out of Scope"

    @property
    def place(self) -> int:
        """How many sections come before it."""
        return list(Section).index(self)


@dataclass(frozen=True, slots=True)
class Criterion:
    """Something that must be so for the item to be done: a line of Markdown."""

    text: str
    is_met: bool = False
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """A row of a wave's table: a line of Markdown for one sub-agent; `number` is as in 1.2."""

    number: str
    subagent: SubagentType
    description: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Wave:
    """Tasks that may be carried out at the same time, once the waves before are done."""

    number: int
    name: str
    tasks: tuple[PlannedTask, ...]
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a document, and what would be right; lines count from 1."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementsDocument:
    """A document that can be executed. Sections are Markdown without headings of level 1 and 2.

    `technical_approach` may be empty: then its waves say it all.
    """

    title: str
    problem_statement: str
    proposed_solution: str
    success_criteria: tuple[Criterion, ...]
    technical_approach: str
    waves: tuple[Wave, ...]
    risks: str
    out_of_scope: str
