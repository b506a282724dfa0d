"""The grammar of requirements documents in words, for those who write them."""

from typing import Final

from backlog.choices import WAVES_BY_COMPLEXITY, SubagentType
from backlog.prd.document import Section
from backlog.prd.tables import row_of
from backlog.prd.waves import TASK_HEADER, TASK_RULE

USUAL_COMPLEXITY: Final = 2
"""What an item without a complexity counts as."""

_WRITTEN: Final = {
    Section.PROBLEM_STATEMENT: "What is wrong now, for whom, and what shows it.",
    Section.PROPOSED_SOLUTION: "What will be different.",
    Section.SUCCESS_CRITERIA: "- [ ] Something that can be checked\n- [ ] Something else",
    Section.TECHNICAL_APPROACH: "How, with the files and functions that it concerns.\n\n"
    + "\n".join(
        (
            "### Wave 1: Name of the wave",
            "",
            row_of(TASK_HEADER),
            TASK_RULE,
            row_of(("1.1", SubagentType.EXPLORE, "What to do, in one line")),
            row_of(("1.2", SubagentType.PLAN, "What may be done at the same time")),
            "",
            "### Wave 2: Name of the next wave",
            "",
            row_of(TASK_HEADER),
            TASK_RULE,
            row_of(("2.1", SubagentType.GENERAL_PURPOSE, "What needs wave 1 to be done")),
        )
    ),
    Section.RISKS: "What may go wrong, and what is done about it.",
    Section.OUT_OF_SCOPE: "What isn't done now.",
}

GRAMMAR: Final = "\n\n".join(
    ["# PRD: Title in one line", *(f"## {name}\n\n{text}" for name, text in _WRITTEN.items())]
)
"""A document that says of each part what stands there."""

RULES: Final = f"""\
- All sections, in this order, with these headings, none of them empty.
- Waves are numbered 1, 2, 3 and so on. Each has one table “{" | ".join(TASK_HEADER)}” with at least
  one task; tasks of a wave are done at the same time, so none may need another of the same wave.
- The number of a task is its wave's, a dot, and 1, 2, 3 and so on.
- The sub-agent of a task is one of {", ".join(SubagentType.values)}.
- A | within a task is written \\|.
- Other headings within a section are of level 3 or lower, and don't begin with “Wave”."""


def waves_for(complexity: int | None) -> int:
    """Give how many waves the document of an item of this complexity has."""
    return WAVES_BY_COMPLEXITY.get(complexity or 0, WAVES_BY_COMPLEXITY[USUAL_COMPLEXITY])
