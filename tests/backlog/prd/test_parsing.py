import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog.choices import SubagentType
from backlog.exceptions import UnreadablePRD
from backlog.prd.document import Criterion, PlannedTask
from backlog.prd.parsing import LONGEST_PRD, NAMED_PROBLEMS, parse, problems_of, read
from tests.backlog.prd.documents import DOCUMENT, PRD, TEXTS

TABLE = "| # | Subagent | Task |\n|---|----------|------|\n| 1.1"
NO_TITLE = "line 1: the title is missing: begin with “# PRD: title”"
NO_TICK = "line 13: a success criterion begins with “- [ ]”"
NO_WAVE = "there is no wave: add “### Wave 1: name” with its tasks"
AGENTS = "Explore, general-purpose, Bash, code-reviewer, frontend-design, Plan"


def changed(old, new):
    assert PRD.count(old) == 1, old
    return PRD.replace(old, new)


def test_document_is_read():
    assert parse(PRD) == DOCUMENT


def test_parts_know_their_lines():
    reading = read(PRD)

    assert [criterion.line for criterion in reading.criteria] == [13, 14]
    assert [wave.line for wave in reading.waves] == [20, 27]
    assert [task.line for wave in reading.waves for task in wave.tasks] == [24, 25, 31]


def test_tasks_and_ticks_of_all_are_counted():
    assert (read(PRD).tasks, read(PRD).criteria_met) == (3, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# PRD: Close", "# prd - Close"),
        ("## Problem Statement", "## PROBLEM STATEMENT:"),
        ("## Problem Statement", "## 1. **Problem Statement**"),
        ("## Problem Statement", "# Problem Statement"),
        ("## Problem Statement", "Problem Statement\n-----"),
        ("## Risks & Mitigations", "## Risks and mitigations"),
        ("### Wave 1: Look", "#### wave 1 - Look"),
        ("### Wave 1: Look", "# WAVE 1. Look"),
        ("### Wave 1: Look", "## Implementation\n\nIn waves.\n\n### Wave 1: Look\n\nTwo tasks."),
        ("| 1.1 | Explore |", "| 1.1 | `explore` |"),
        ("| 1.1 | Explore |", "1.1 | Explore |"),
        (
            TABLE,
            "| # | subagent | TASK |\n|-|-|-|\n| 1.1",
        ),
        ("- [ ] No handle stays open", "Done when:\n\n* [ ] No handle\n  stays open\n  - not one"),
        ("- [ ] No handle stays open", "1. [ ] No handle stays open\n"),
        ("- [x] Tests", "- [X] Tests"),
        ("Sockets.\n", "Sockets.\n\n## Notes\n\n- free\n\n| a | b |\n|---|---|\n| 9.9 | x |\n"),
        ("# PRD: Close", "Written by an agent.\n\n# PRD: Close"),
    ],
)
def test_what_does_not_matter_may_be_written_in_other_ways(old, new):
    assert parse(changed(old, new)) == DOCUMENT


def test_line_ends_of_other_systems_are_read():
    assert parse(PRD.replace("\n", "\r\n")) == DOCUMENT


def test_waves_may_stand_after_all_sections():
    approach, waves = PRD[PRD.index("### Wave 1") : PRD.index("## Risks")], PRD
    moved = waves.replace(approach, "") + "\n" + approach

    assert parse(moved) == DOCUMENT


def test_text_after_a_wave_belongs_to_the_section_again():
    document = parse(changed("## Risks", "### Data\n\nNone is kept.\n\n## Risks"))

    assert document.technical_approach == "In `cart.py` alone.\n\n### Data\n\nNone is kept."
    assert document.waves == DOCUMENT.waves


def test_waves_alone_are_an_approach():
    assert parse(changed("In `cart.py` alone.\n\n", "")).technical_approach == ""


def test_wave_needs_no_name():
    assert parse(changed("### Wave 1: Look", "### Wave 1")).waves[0].name == ""


def test_numbers_of_tasks_may_leave_gaps():
    tasks = parse(changed("| 1.2 |", "| 1.5 |")).waves[0].tasks

    assert [task.number for task in tasks] == ["1.1", "1.5"]


def test_headings_in_blocks_of_code_quotes_and_lists_are_none():
    hidden = "```\n## Out of Scope\n```\n\n> ### Wave 9: x\n\n- # PRD: y"

    assert parse(changed("Handles stay open.", hidden)).problem_statement == hidden


@pytest.mark.parametrize(
    ("old", "new", "problems"),
    [
        ("# PRD: Close the files\n", "", [NO_TITLE]),
        ("# PRD: Close the files", "# Files", ["line 1: “# Files” should be “# PRD: title”"]),
        ("# PRD: Close the files", "# PRD:", ["line 1: “# PRD:” should be “# PRD: title”"]),
        ("None.", "# PRD: Again", [
            "line 33: “Risks & Mitigations” is empty",
            "line 35: “PRD: Again” is a second title: leave one",
        ]),
        ("## Problem Statement\n\nHandles stay open.\n\n", "", [
            "line 3: “## Problem Statement” is missing"
        ]),
        ("## Out of Scope\n\nSockets.\n", "", ["line 37: “## Out of Scope” is missing"]),
        ("Sockets.\n", "", ["line 37: “Out of Scope” is empty"]),
        ("Handles stay open.\n\n", "", ["line 3: “Problem Statement” is empty"]),
        ("None.", "None.\n\n## Problem statement\n\nAgain.", [
            "line 37: “Problem Statement” is there twice, first on line 3: leave one"
        ]),
        ("## Problem Statement\n\nHandles stay open.\n\n## Proposed Solution\n\nUse `with`.",
         "## Proposed Solution\n\nUse `with`.\n\n## Problem Statement\n\nHandles stay open.", [
            "line 7: “Problem Statement” should come before “Proposed Solution”"
        ]),
        ("- [ ] No handle", "- No handle", [NO_TICK]),
        ("- [ ] No handle stays open", "- [ ]", [NO_TICK]),
        ("- [ ] No handle stays open\n- [x]", "[ ]", [
            NO_TICK
        ]),
        ("- [ ] No handle stays open\n- [x] Tests *pass*", "Tests pass.", [
            "line 11: “Success Criteria” has no criterion: add “- [ ] …”"
        ]),
        ("### Wave 1: Look", "### Wave one: Look", [
            "line 20: “Wave one: Look” should be “Wave N: name”",
            "line 27: wave 2 should be wave 1: waves are numbered 1, 2, 3 …",
        ]),
        ("### Wave 2: Change", "### Wave 3: Change", [
            "line 27: wave 3 should be wave 2: waves are numbered 1, 2, 3 …",
            "line 31: task 2.1 stands in wave 3: number it so",
        ]),
        ("| 2.1 | general-purpose | Use with |\n", "", [
            "line 27: wave 2 has no tasks: give it a table “# | Subagent | Task”"
        ]),
        (TABLE, "| # | Agent | Task |\n|---|---|---|\n| 1.1", [
            "line 22: the table's header “# | Agent | Task” should be “# | Subagent | Task”"
        ]),
        (TABLE, "| # | Task |\n|---|---|\n| 1.1", [
            "line 22: the table's header “# | Task” should be “# | Subagent | Task”"
        ]),
        ("| 1.2 | Plan |", "| two | Plan |", [
            "line 25: “two” should be a task's number, as in 1.1"
        ]),
        ("| 1.2 | Plan |", "| 2.2 | Plan |", ["line 25: task 2.2 stands in wave 1: number it so"]),
        ("| 1.2 | Plan |", "| 1.1 | Plan |", ["line 25: task 1.1 should have a number above 1.1"]),
        ("| 1.1 | Explore |", "| 1.0 | Explore |", [
            "line 24: task 1.0 should have a number above 1.0"
        ]),
        ("| 1.2 | Plan |", "| 1.2 | Planner |", [
            f"line 25: “Planner” is no sub-agent: they are {AGENTS}"
        ]),
        ("| Use with |", "| |", ["line 31: task 2.1 says nothing"]),
        ("| Use with |", "|", ["line 31: a task has 3 cells, this row has 2"]),
        ("List a \\| b", "List a | b", [
            "line 25: a task has 3 cells, this row has 4: write \\| for a | within one"
        ]),
    ],
)  # fmt: skip
def test_each_problem_is_named_with_its_line(old, new, problems):
    assert list(problems_of(changed(old, new))) == problems


def test_document_without_a_wave_is_told_where_to_add_one():
    without = PRD[: PRD.index("### Wave 1")] + PRD[PRD.index("## Risks") :]

    assert problems_of(without) == (f"line 16: {NO_WAVE}",)


def test_refusal_has_all_problems():
    with pytest.raises(UnreadablePRD) as refusal:
        parse("## Out of Scope\n")

    assert (
        refusal.value.problems
        == problems_of("## Out of Scope\n")
        == (
            NO_TITLE,
            "line 1: “## Problem Statement” is missing",
            "line 1: “## Proposed Solution” is missing",
            "line 1: “## Success Criteria” is missing",
            "line 1: “## Technical Approach” is missing",
            "line 1: “## Risks & Mitigations” is missing",
            "line 1: “Out of Scope” is empty",
            f"line 2: {NO_WAVE}",
        )
    )
    assert NO_TITLE in str(refusal.value)


def test_what_can_be_read_is_read_around_a_bad_row():
    reading = read(changed("| 1.1 | Explore |", "| x | Explore |"))

    assert reading.waves[0].tasks == (PlannedTask("1.2", SubagentType.PLAN, "List a | b"),)
    assert reading.criteria == (
        Criterion("No handle stays open"),
        Criterion("Tests *pass*", is_met=True),
    )


def test_document_that_is_too_long_is_one_problem():
    long = PRD + "x" * LONGEST_PRD

    assert problems_of(long) == ("line 1: the PRD is longer than 100,000 characters: shorten it",)


def test_many_problems_are_counted():
    many = problems_of("### Wave 1\n" * 500)

    assert (len(many), many[-1]) == (NAMED_PROBLEMS + 1, "and 906 more problems")


def test_long_document_has_its_problems_too():
    assert problems_of(changed("None.", "None. " + "x" * 30_000)) == ()


@settings(deadline=None)
@given(st.one_of(st.text(alphabet="# Wave1:|-.[]x\n", max_size=200), TEXTS))
def test_any_text_is_read_without_an_error_and_lines_lie_in_it(markdown):
    reading = read(markdown)

    lines = [*reading.waves, *reading.criteria, *reading.problems]
    last = len(markdown.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    assert all(1 <= part.line <= last for part in lines)
