import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog.prd.plan import Criterion, PlannedTask, Unreadable, Wave, plan_of

PRD = """# PRD: Close the files

## Success Criteria
- [ ] No handle stays open
- [x] Tests *pass*

## Technical Approach
- [ ] not a criterion

### Wave 1: Look

| # | Subagent | Task |
|---|----------|------|
| 1.1 | Explore | Read `cart.py` |
| 1.2 | Plan | List a \\| b |

### Wave 2: Change

| # | Subagent | Task |
|---|----------|------|
| 2.1 | general-purpose | Use with |

## Out of Scope

| a | b | c |
|---|---|---|
| 9.9 | x | no task |
"""


def test_waves_are_read_with_their_tasks_and_lines():
    assert plan_of(PRD).waves == [
        Wave(
            1,
            "Look",
            10,
            [
                PlannedTask("1.1", "Explore", "Read `cart.py`", 14),
                PlannedTask("1.2", "Plan", "List a | b", 15),
            ],
        ),
        Wave(2, "Change", 17, [PlannedTask("2.1", "general-purpose", "Use with", 21)]),
    ]


def test_criteria_are_the_ticks_of_their_section():
    assert plan_of(PRD).criteria == [
        Criterion("No handle stays open", is_met=False, line=4),
        Criterion("Tests *pass*", is_met=True, line=5),
    ]


def test_readable_plan_has_nothing_left_out():
    assert plan_of(PRD).unreadable == []


def test_tasks_of_all_waves_are_counted():
    assert plan_of(PRD).tasks == 3


def wave(row):
    return f"### Wave 1: a\n\n| # | Subagent | Task |\n|---|---|---|\n| 1.1 | Bash | run |\n{row}"


@pytest.mark.parametrize(
    ("markdown", "line", "problem"),
    [
        ("\n### Wave one: a", 2, "“Wave one: a” should be “Wave N: name”"),
        ("### Wave", 1, "“Wave” should be “Wave N: name”"),
        (
            "### Wave 3: a\n\ntext",
            1,
            "wave 3 has no tasks: give it a table “# | Subagent | Task”",
        ),
        (wave("| one | Bash | x |"), 6, "“one” should be a task's number, as in 1.2"),
        (wave("| 1.2 | Bash | |"), 6, "task 1.2 says nothing"),
        ("## Success criteria\n- none", 2, "a success criterion begins with “- [ ]”"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(markdown, line, problem):
    assert plan_of(markdown).unreadable == [Unreadable(line, problem)]


def test_table_of_other_columns_is_left_out():
    plan = plan_of("### Wave 1: a\n\n| # | Task |\n|---|---|\n| 1.1 | x |\n")

    assert plan.waves[0].tasks == []
    assert plan.unreadable[0] == Unreadable(5, "a task has 3 columns, this row has 2")


def test_what_can_be_read_is_read_around_a_bad_row():
    plan = plan_of(wave("| x | Bash | y |\n| 1.3 | Bash | z |"))

    assert [task.number for task in plan.waves[0].tasks] == ["1.1", "1.3"]


@pytest.mark.parametrize("heading", ["### wave 4 - Clean", "## Wave 4. Clean", "# WAVE 4: Clean"])
def test_heading_of_a_wave_may_be_written_in_other_ways(heading):
    assert [(found.number, found.name) for found in plan_of(heading).waves] == [(4, "Clean")]


def test_waves_in_a_code_block_are_none():
    assert plan_of("```\n### Wave 1: a\n```").waves == []


@settings(deadline=None)
@given(st.text(alphabet="# Wave1:|-.[]x\n", max_size=200))
def test_any_text_is_read_without_an_error_and_lines_lie_in_it(markdown):
    plan = plan_of(markdown)

    lines = [*plan.waves, *plan.criteria, *plan.unreadable]
    assert all(1 <= part.line <= markdown.count("\n") + 1 for part in lines)
