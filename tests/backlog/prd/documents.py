"""Requirements documents that tests read."""

from hypothesis import strategies as st

from backlog.choices import SubagentType
from backlog.prd.document import Criterion, PlannedTask, RequirementsDocument, Wave
from backlog.prd.writing import fitting_line, fitting_text

PRD = """# PRD: Close the files

## Problem Statement

Handles stay open.

## Proposed Solution

Use `with`.

## Success Criteria

- [ ] No handle stays open
- [x] Tests *pass*

## Technical Approach

In `cart.py` alone.

### Wave 1: Look

| # | Subagent | Task |
|---|----------|------|
| 1.1 | Explore | Read `cart.py` |
| 1.2 | Plan | List a \\| b |

### Wave 2: Change

| # | Subagent | Task |
|---|----------|------|
| 2.1 | general-purpose | Use with |

## Risks & Mitigations

None.

## Out of Scope

Sockets.
"""

DOCUMENT = RequirementsDocument(
    title="Close the files",
    problem_statement="Handles stay open.",
    proposed_solution="Use `with`.",
    success_criteria=(
        Criterion("No handle stays open", is_met=False),
        Criterion("Tests *pass*", is_met=True),
    ),
    technical_approach="In `cart.py` alone.",
    waves=(
        Wave(
            1,
            "Look",
            (
                PlannedTask("1.1", SubagentType.EXPLORE, "Read `cart.py`"),
                PlannedTask("1.2", SubagentType.PLAN, "List a | b"),
            ),
        ),
        Wave(2, "Change", (PlannedTask("2.1", SubagentType.GENERAL_PURPOSE, "Use with"),)),
    ),
    risks="None.",
    out_of_scope="Sockets.",
)
"""What PRD says."""

MARKUP = st.sampled_from(
    [
        *("|", "\\", "\\|", "#", "##", " #", "```", "~~~", "> ", "- ", "- [ ] ", "[x]", "|---|"),
        *("## Out of Scope", "### Wave 2: x", "# PRD: y", "wave 7", "===", "---", "    ", "\t"),
        *(
            "<!--",
            "</p>",
            "[a]: b",
            "*",
            "`",
            "&amp;",
            ":",
            ".",
            "\n",
            "\n\n",
            "\r",
            "ü",
            "🙂",
            "\u2028",
        ),
    ]
)
CHARACTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
TEXTS = st.lists(st.one_of(MARKUP, CHARACTERS), max_size=8).map("".join)
"""What people and models write, and what only a machine would."""


def lines(minimum: int = 1):
    return TEXTS.map(fitting_line).filter(lambda text: len(text) >= minimum)


@st.composite
def waves(draw):
    """Waves numbered from 1, their tasks too."""
    tasks = st.lists(st.tuples(st.sampled_from(SubagentType), lines()), min_size=1, max_size=3)
    drawn = draw(st.lists(st.tuples(lines(0), tasks), min_size=1, max_size=3))
    return tuple(
        Wave(number, name, tuple(planned(number, place, *row) for place, row in enumerate(rows, 1)))
        for number, (name, rows) in enumerate(drawn, 1)
    )


def planned(number, place, subagent, description):
    return PlannedTask(f"{number}.{place}", subagent, description)


def texts(minimum: int = 1):
    return TEXTS.map(fitting_text).filter(lambda text: len(text) >= minimum)


DOCUMENTS = st.builds(
    RequirementsDocument,
    title=lines(),
    problem_statement=texts(),
    proposed_solution=texts(),
    success_criteria=st.lists(
        st.builds(Criterion, text=lines(), is_met=st.booleans()), min_size=1, max_size=3
    ).map(tuple),
    technical_approach=texts(0),
    waves=waves(),
    risks=texts(),
    out_of_scope=texts(),
)
