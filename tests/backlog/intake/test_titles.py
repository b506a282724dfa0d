import pytest

from backlog.intake.finding import Finding, Place, Rule, Severity
from backlog.intake.grouping import Group, Grouping
from backlog.intake.phrasebook import PHRASES, phrase
from backlog.intake.titles import order_of, title_of


def group(rule: Rule, *, number: int = 1, path: str = "shop/app.py", message: str = "") -> Group:
    grouping = Grouping(lambda _: None)
    for line in range(1, number + 1):
        place = Place(path, line, message)
        grouping.add(Finding(rule, Severity.WARNING, message, (place,), str(line)))
    return grouping.groups()[0]


@pytest.mark.parametrize(
    ("rule", "title"),
    [
        (Rule("ruff", "F401", "unused-import"), "Remove 2 unused imports in shop (F401)"),
        (Rule("ruff", "X1", "odd-name-here"), "Fix odd name here in 2 places in shop (X1)"),
        (Rule("pmd", "UnusedLocal", "UnusedLocalVariable"),
         "Fix unused local variable in 2 places in shop (UnusedLocal)"),
        (Rule("scan", "H1", "HTTPHeader_missing"),
         "Fix HTTP header missing in 2 places in shop (H1)"),
        (Rule("eslint", "no-new", "", "Disallow `new` operators"),
         "Remove `new` operators in 2 places in shop (no-new)"),
        (Rule("eslint", "no-with", "", "Disallow the use of `with`"),
         "Remove uses of `with` in 2 places in shop (no-with)"),
        (Rule("eslint", "curly", "", "Require the use of braces"),
         "Use braces in 2 places in shop (curly)"),
        (Rule("eslint", "x", "", "Enforce camel case"),
         "Enforce camel case in 2 places in shop (x)"),
        (Rule("CodeQL", "py/unused", "py/unused", "Unused local variable"),
         "Fix unused local variable in 2 places in shop (py/unused)"),
        (Rule("CodeQL", "py/sqli", "py/sqli", "SQL query built from user input"),
         "Fix SQL query built from user input in 2 places in shop (py/sqli)"),
        (Rule("lint", "L1", "", "Lines should be short"),
         "Lines should be short: 2 places in shop (L1)"),
        (Rule("lint", "L1", "L1", "L1: Lines should be short. Really."),
         "Lines should be short: 2 places in shop (L1)"),
        (Rule("Semgrep", "a.b.c", "a.b.c", "Semgrep Finding: a.b.c", "Keys are weak."),
         "Keys are weak: 2 places in shop (a.b.c)"),
        (Rule("lint", "L1"), "The message says: 2 places in shop (L1)"),
    ],
)  # fmt: skip
def test_title_says_what_how_often_and_where(rule: Rule, title: str) -> None:
    assert title_of(group(rule, number=2, message="the message says")) == title


def test_rule_without_any_text_is_named_by_its_id() -> None:
    assert title_of(group(Rule("lint", "L1"))) == "Fix L1 in 1 place in shop (L1)"


def test_root_has_a_name() -> None:
    found = title_of(group(Rule("ruff", "F401"), path="setup.py"))

    assert found == "Remove 1 unused import in the project root (F401)"


def test_long_description_is_cut() -> None:
    rule = Rule("lint", "L1", "", f"Words are {'very ' * 40}long")

    assert title_of(group(rule)) == (
        "Words are very very very very very very very very very very very very very very…:"
        " 1 place in shop (L1)"
    )


def test_last_part_of_a_long_id_is_shown() -> None:
    rule = Rule("Semgrep", "python.lang.security.audit.dangerous-subprocess-use", "", "No shells")

    assert title_of(group(rule)) == ("Remove shells in 1 place in shop (dangerous-subprocess-use)")


@pytest.mark.parametrize(
    ("rule", "order"),
    [
        (Rule("ruff", "E722"), "Name the exceptions of 1 bare except clause"),
        (Rule("lint", "L1", "", "Avoid globals"), "Avoid globals in 1 place"),
        (Rule("lint", "L1", "", "Lines should be short"), "Put 1 place right"),
    ],
)
def test_order_is_always_something_to_do(rule: Rule, order: str) -> None:
    assert order_of(group(rule)) == order


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "Run 1 subprocess without a shell"),
        (1_200, "Run 1,200 subprocesses without a shell"),
    ],
)
def test_phrase_counts(number: int, text: str) -> None:
    assert phrase("Ruff", "S602", number) == text


def test_rule_that_is_not_well_known_has_no_phrase() -> None:
    assert phrase("ruff", "X1", 1) is None
    assert phrase("flake8", "F401", 1) is None


@pytest.mark.parametrize("tool", PHRASES)
def test_phrases_are_short_orders_with_a_number(tool: str) -> None:
    for rule_id in PHRASES[tool]:
        text = phrase(tool, rule_id, 7)

        assert text is not None
        assert text[0].isupper()
        assert " 7 " in text
        assert len(text) <= 60
