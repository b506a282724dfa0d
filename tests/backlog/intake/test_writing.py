import pytest

from backlog.intake.advice import advice_on
from backlog.intake.finding import Finding, Place, Rule, Severity
from backlog.intake.grouping import Group, Grouping
from backlog.intake.rule_texts import RuleTexts, texts_of
from backlog.intake.suggestion import Suggestion
from backlog.intake.writing import suggestion_of

CHANGE_OF_RUFF = (
    "ruff knows a change for it: `ruff check --select F401 --fix shop` applies those that are safe."
)
CHANGE_OF_ESLINT = (
    "ESLint knows a change for 2 of 3 places: `npx eslint --fix shop` applies those that are safe."
)


def group(
    rule: Rule, *, files: int = 1, per_file: int = 1, message: str = "Wrong.", fixable: int = 0
) -> Group:
    grouping = Grouping({"held": "row-1"}.get)
    for number in range(files * per_file):
        place = Place(f"shop/{number // per_file}.py", number % per_file + 1, message)
        is_fixable = number < fixable
        grouping.add(
            Finding(rule, Severity.WARNING, message, (place,), f"{place}", fixable=is_fixable)
        )
    return grouping.groups()[0]


def written(rule: Rule, **values: int) -> Suggestion:
    return suggestion_of(group(rule, **values))  # type: ignore[arg-type]  # numbers only


def test_many_places_are_listed_up_to_20() -> None:
    lines = written(Rule("lint", "L1"), files=3, per_file=10).problem.splitlines()

    assert lines[0] == "lint reports L1 30 times in 3 files of shop. Wrong."
    assert lines[4:] == [
        *(f"- shop/0.py:{line}" for line in range(1, 11)),
        *(f"- shop/1.py:{line}" for line in range(1, 11)),
        "- and 10 more",
    ]


def test_solution_names_five_files_and_counts_the_rest() -> None:
    solution = written(Rule("lint", "L1"), files=7).solution

    assert solution.splitlines()[0] == (
        "Fix L1 in 7 places in shop/0.py, shop/1.py, shop/2.py, shop/3.py, shop/4.py and 2 more."
    )


@pytest.mark.parametrize(
    ("rule", "number", "fixable", "sentence"),
    [
        (Rule("ruff", "F401"), 1, 1, CHANGE_OF_RUFF),
        (Rule("ESLint", "no-var"), 3, 2, CHANGE_OF_ESLINT),
        (Rule("lint", "L1"), 3, 3, "The report of lint holds a ready change for all of them."),
    ],
)  # fmt: skip
def test_solution_tells_what_is_automatic(
    rule: Rule, number: int, fixable: int, sentence: str
) -> None:
    assert sentence in written(rule, per_file=number, fixable=fixable).solution.split("\n\n")


def test_odd_names_are_quoted_in_commands() -> None:
    grouping = Grouping(lambda _: None)
    place = Place("my shop/$(rm)/a.py", 1)
    grouping.add(Finding(Rule("ruff", "F401"), Severity.NOTE, "", (place,), "f"))

    solution = suggestion_of(grouping.groups()[0]).solution

    assert "`ruff check --select F401 'my shop/$(rm)'`" in solution


def test_automatic_change_halves_the_effort() -> None:
    by_hand = written(Rule("lint", "L1"), files=5)
    automatic = written(Rule("lint", "L1"), files=5, fixable=5)

    assert (by_hand.effort_score, automatic.effort_score) == (3, 2)


def test_redesign_takes_more() -> None:
    suggestion = written(Rule("ruff", "C901"))

    assert (suggestion.effort_score, suggestion.complexity) == (4, 2)


def test_text_is_not_said_twice() -> None:
    rule = Rule("lint", "L1", summary="Wrong.", description="Wrong.")

    assert "Why it matters" not in written(rule).problem


DOCUMENTED = """## What it does
Checks for `x`.

## Why is this bad?
It is [slow](https://a.example),
and long.

In [preview], more.

For example:

```python
x
```

## Example
```python
x
```

Use instead:
```python
y
```
"""


def test_documentation_of_ruff_is_taken_apart() -> None:
    assert texts_of(Rule("ruff", "X1", description=DOCUMENTED)) == RuleTexts(
        meaning="Checks for `x`.",
        reason="It is slow, and long.",
        remedy="",
        example="```python\ny\n```",
    )


def test_documentation_of_codeql_is_taken_apart() -> None:
    help_text = "# Unused\n\n## Overview\nNobody uses it.\n\n## Recommendation\nDelete it.\n"

    assert texts_of(Rule("CodeQL", "x", help=help_text)) == RuleTexts(
        reason="Nobody uses it.", remedy="Delete it."
    )


def test_plain_description_is_the_reason() -> None:
    assert texts_of(Rule("lint", "L1", description="It is slow.")).reason == "It is slow."


def test_long_reason_ends_with_a_paragraph() -> None:
    description = "\n\n".join(["word " * 60 + "end."] * 5)

    reason = texts_of(Rule("lint", "L1", description=description)).reason

    assert reason.count("end.") == 2
    assert len(reason) <= 700


def test_advice_comes_where_the_tool_says_nothing() -> None:
    texts = texts_of(Rule("Bandit", "B506"))

    assert texts.reason == "The full loader builds any Python object that the text names."
    assert texts.remedy == "Use yaml.safe_load."


def test_other_tools_get_no_advice() -> None:
    assert advice_on(Rule("lint", "B506")).remedy == ""


def test_group_of_a_row_names_it() -> None:
    grouping = Grouping({"held": "row-1"}.get)
    grouping.add(Finding(Rule("lint", "L1"), Severity.NOTE, "", (Place("a.py", 1),), "held"))

    assert suggestion_of(grouping.groups()[0]).known_as == "row-1"
