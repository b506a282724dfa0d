from typing import Any

import pytest

from backlog.intake.finding import Rule
from backlog.intake.json_values import LONGEST_TEXT
from backlog.intake.sarif_rules import LONGEST_MESSAGE, RuleBook

DRIVER = {"name": "checker", "rules": [{"id": "A", "name": "a-rule"}, {"id": "B/x", "name": "bx"}]}
EXTENSIONS = [
    {"name": "pack", "rules": [{"id": "P", "name": "p-rule"}]},
    {"name": "more", "rules": [{"id": "P", "name": "more-p"}, {"id": "Q", "name": "q-rule"}]},
]


def name_of(result: dict[str, Any]) -> tuple[str, str] | None:
    known = RuleBook({"driver": DRIVER, "extensions": EXTENSIONS}).rule_of(result)
    return (known.rule.id, known.rule.name) if known else None


@pytest.mark.parametrize(
    ("result", "rule"),
    [
        ({"ruleId": "A"}, ("A", "a-rule")),
        ({"ruleIndex": 0}, ("A", "a-rule")),
        ({"rule": {"id": "A"}}, ("A", "a-rule")),
        ({"rule": {"index": 1}}, ("B/x", "bx")),
        ({"ruleId": "B/x/y", "ruleIndex": 1}, ("B/x/y", "bx")),
        ({"ruleId": "B/x/y"}, ("B/x/y", "bx")),
        ({"ruleId": "A/sub/sub"}, ("A/sub/sub", "a-rule")),
        ({"ruleId": "A", "ruleIndex": 1}, ("A", "a-rule")),
        ({"ruleId": "A", "ruleIndex": -1}, ("A", "a-rule")),
        ({"ruleId": "A", "ruleIndex": 99}, ("A", "a-rule")),
        ({"ruleId": "unknown"}, ("unknown", "")),
        ({"ruleId": "P"}, ("P", "p-rule")),
        ({"rule": {"index": 0, "toolComponent": {"index": 0}}}, ("P", "p-rule")),
        ({"rule": {"index": 1, "toolComponent": {"index": 1}}}, ("Q", "q-rule")),
        ({"rule": {"id": "P", "toolComponent": {"name": "more"}}}, ("P", "more-p")),
        ({"rule": {"index": 0, "toolComponent": {"index": 7}}}, ("A", "a-rule")),
        ({}, None),
        ({"ruleIndex": 99}, None),
        ({"ruleIndex": True}, None),
        ({"rule": "A"}, None),
    ],
)
def test_rule_is_found(result: dict[str, Any], rule: tuple[str, str] | None) -> None:
    assert name_of(result) == rule


@pytest.mark.parametrize("tool", [{}, {"driver": None}, {"driver": [], "extensions": {}}])
def test_tool_without_description_still_has_rules(tool: dict[str, Any]) -> None:
    known = RuleBook(tool).rule_of({"ruleId": "A"})

    assert known is not None
    assert known.rule == Rule(tool="the analyser", id="A")


def test_all_texts_of_a_rule_are_read() -> None:
    descriptor = {
        "id": "A",
        "name": "NoEval",
        "shortDescription": {"text": "No eval"},
        "fullDescription": {"markdown": "**Never** eval"},
        "help": {"text": "plain", "markdown": "# Fix"},
        "helpUri": "https://a.example/A",
        "properties": {"tags": ["security", 7, ""], "security-severity": "8.1"},
    }

    known = RuleBook({"driver": {"name": "checker", "rules": [descriptor]}}).rule_of(
        {"ruleId": "A"}
    )

    assert known is not None
    assert known.rule == Rule(
        tool="checker",
        id="A",
        name="NoEval",
        summary="No eval",
        description="**Never** eval",
        help="# Fix",
        help_uri="https://a.example/A",
        tags=("security",),
        security_severity=8.1,
    )


@pytest.mark.parametrize(
    ("stated", "score"),
    [("9.8", 9.8), (7, 7.0), (0, 0.0), ("11", None), (-1, None), ("high", None), ("nan", None),
     (None, None), ([], None), ("1e999", None), (10**400, None)],
)  # fmt: skip
def test_security_severity_lies_between_0_and_10(stated: object, score: float | None) -> None:
    rules = [{"id": "A", "properties": {"security-severity": stated}}]
    known = RuleBook({"driver": {"rules": rules}}).rule_of({"ruleId": "A"})

    assert known is not None
    assert known.rule.security_severity == score


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"text": "Plain"}, "Plain"),
        ({"text": "A: prefixed"}, "prefixed"),
        ({"markdown": "**Bold**"}, "**Bold**"),
        ({"text": "Two\nlines"}, "Two lines"),
        ({"text": "see [here](1)"}, "see here"),
        ({"text": "{0} and {1}", "arguments": ["a", "b"]}, "a and b"),
        ({"text": "{0} and {5}", "arguments": ["a"]}, "a and {5}"),
        ({"text": "{{0}} is {0}", "arguments": ["a"]}, "{0} is a"),
        ({"text": "{0} alone"}, "{0} alone"),
        ({"text": "{0}", "arguments": [7]}, ""),
        ({"id": "own", "arguments": ["x"]}, "Own x"),
        ({"id": "shared"}, "Shared"),
        ({"id": "missing"}, ""),
        ({"id": 7}, ""),
        ({}, ""),
        (None, ""),
        ("text", ""),
    ],
)
def test_message_is_found_and_filled(message: object, text: str) -> None:
    driver = {
        "name": "checker",
        "globalMessageStrings": {"shared": {"text": "Shared"}},
        "rules": [{"id": "A", "messageStrings": {"own": {"text": "Own {0}"}}}],
    }
    book = RuleBook({"driver": driver})
    known = book.rule_of({"ruleId": "A"})

    assert known is not None
    assert book.message({"message": message}, known) == text


def test_long_texts_are_cut() -> None:
    rules = [{"id": "A", "help": {"text": "x" * 1_000_000}}]
    book = RuleBook({"driver": {"rules": rules}})
    known = book.rule_of({"ruleId": "A"})

    assert known is not None
    assert len(known.rule.help) == LONGEST_TEXT
    assert len(book.message({"message": {"text": "y" * 1_000_000}}, known)) == LONGEST_MESSAGE


def test_arguments_do_not_multiply_a_long_text() -> None:
    book = RuleBook({"driver": {"rules": []}})
    known = book.rule_of({"ruleId": "A"})
    message = {"text": "{0}" * 1_000_000, "arguments": ["z" * 1_000_000]}

    assert known is not None
    assert book.message({"message": message}, known) == "z" * (LONGEST_MESSAGE - 1) + "…"


def test_long_names_are_cut() -> None:
    rule = {
        "id": "I" * 1_000,
        "name": "N" * 1_000,
        "helpUri": "u" * 10_000,
        "shortDescription": {"text": "s" * 1_000},
        "properties": {"tags": ["t" * 1_000] * 99},
    }
    known = RuleBook({"driver": {"name": "T" * 1_000, "rules": [rule]}}).rule_of(
        {"ruleId": "I" * 1_000}
    )

    assert known is not None
    assert known.rule == Rule(
        tool="T" * 200,
        id="I" * 200,
        name="N" * 200,
        summary="s" * 300,
        help_uri="u" * 2_000,
        tags=("t" * 200,) * 50,
    )
