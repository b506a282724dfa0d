"""Real reports of five analysers, each about the same small checkout."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from backlog.intake.checkout import Checkout
from backlog.intake.progress import Progress
from backlog.intake.reading import Reading
from backlog.intake.sarif import SarifFile

REPORTS = Path(__file__).parents[2] / "data" / "sarif"
CHECKOUT = Checkout(path=Path("/checkout"), root=Path("/checkout"))

EXPECTED = json.loads((REPORTS / "expected.json").read_text(encoding="utf-8"))
"""For each report its findings and, for each suggestion, impact, effort, area, type and title."""


def read(name: str, holder_of: Callable[[str], str | None] = lambda _: None) -> Reading:
    source = SarifFile(REPORTS / f"{name}.sarif", checkout=CHECKOUT)
    return source.read(holder_of=holder_of, progress=Progress())


@pytest.mark.parametrize("name", EXPECTED)
def test_report_becomes_these_suggestions(name: str) -> None:
    reading = read(name)
    suggestions = [
        [each.impact_score, each.effort_score, each.area.value, each.type.value, each.title]
        for each in reading.suggestions
    ]

    assert EXPECTED[name] == {"findings": reading.findings, "suggestions": suggestions}
    assert reading.skipped == {}


@pytest.mark.parametrize("name", EXPECTED)
def test_titles_and_fingerprints_are_unique(name: str) -> None:
    suggestions = read(name).suggestions
    fingerprints = [value for each in suggestions for value in each.fingerprints]

    assert len({each.title for each in suggestions}) == len(suggestions)
    assert len(set(fingerprints)) == len(fingerprints)


@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_known_stays_with_its_row(name: str) -> None:
    first = read(name)
    known = {
        value: str(row) for row, each in enumerate(first.suggestions) for value in each.fingerprints
    }

    again = read(name, known.get)

    assert [each.known_as for each in again.suggestions] == [
        str(row) for row in range(len(first.suggestions))
    ]


PROBLEM_OF_RUFF = """\
ruff reports F401 (unused-import) 2 times in 1 file of tests. Checks for unused imports.

Why it matters: Unused imports add a performance overhead at runtime, and risk creating import\
 cycles. They also increase the cognitive load of reading the code.

If an import statement is used to check for the availability or existence of a module, consider\
 using `importlib.util.find_spec` instead.

Where:

- tests/test_catalogue.py:1: `os` imported but unused
- tests/test_catalogue.py:2: `sys` imported but unused"""
SOLUTION_OF_RUFF = """\
Remove 2 unused imports in tests/test_catalogue.py.

For example, write this instead:

```python
def area(radius):
    return 3.14 * radius**2
```

ruff knows a change for all of them: `ruff check --select F401 --fix tests` applies those that are\
 safe.

Done when `ruff check --select F401 tests` no longer reports F401 there.

More about the rule: https://docs.astral.sh/ruff/rules/unused-import"""
PROBLEM_OF_BANDIT = """\
Bandit reports B602 (subprocess_popen_with_shell_equals_true) once in 1 file of shop. Subprocess\
 call with shell=True identified, security issue.

Why it matters: A shell reads the text as commands, so a value with a semicolon runs another\
 program.

Where:

- shop/catalogue.py:24"""
SOLUTION_OF_BANDIT = """\
Run 1 subprocess without a shell in shop/catalogue.py.

Pass the program and its arguments as a list and leave shell out.

Done when `bandit -r -t B602 shop` no longer reports B602 there.

More about the rule: https://bandit.readthedocs.io/en/1.9.4/plugins/\
b602_subprocess_popen_with_shell_equals_true.html"""
PROBLEM_OF_ESLINT = """\
ESLint reports no-undef 3 times in 1 file of web/components. Disallow the use of undeclared\
 variables unless mentioned in `/*global */` comments.

Why it matters: Using a name that nobody declares stops the script with a ReferenceError.

Where:

- web/components/cart.js:4: 'console' is not defined.
- web/components/cart.js:5: 'console' is not defined.
- web/components/cart.js:9: 'undefinedThing' is not defined."""
SOLUTION_OF_ESLINT = """\
Declare or import 3 undefined names in web/components/cart.js.

Correct a misspelt name, import it, or declare it as a global of the environment.

Done when `npx eslint web/components` no longer reports no-undef there.

More about the rule: https://eslint.org/docs/latest/rules/no-undef"""


@pytest.mark.parametrize(
    ("name", "title", "problem", "solution"),
    [
        (
            "ruff",
            "Remove 2 unused imports in tests (F401)",
            PROBLEM_OF_RUFF,
            SOLUTION_OF_RUFF,
        ),
        (
            "bandit",
            "Run 1 subprocess without a shell in shop (B602)",
            PROBLEM_OF_BANDIT,
            SOLUTION_OF_BANDIT,
        ),
        (
            "eslint",
            "Declare or import 3 undefined names in web/components (no-undef)",
            PROBLEM_OF_ESLINT,
            SOLUTION_OF_ESLINT,
        ),
    ],
)
def test_texts_read_like_this(name: str, title: str, problem: str, solution: str) -> None:
    found = next(each for each in read(name).suggestions if each.title == title)

    assert (found.problem, found.solution) == (problem, solution)
