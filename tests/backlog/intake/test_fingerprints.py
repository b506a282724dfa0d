from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.intake.finding import Rule
from backlog.intake.fingerprints import PREFERRED_KEY, of_finding, of_text

RULE = Rule(tool="ruff", id="F401")


def fingerprint(rule: Rule = RULE, **values: Any) -> str:
    return of_finding(
        rule,
        **{"path": "a.py", "stated": {}, "code_line": None, "message": "wrong", **values},
    )


def test_fingerprint_has_32_hexadecimal_digits() -> None:
    assert len(fingerprint()) == 32
    assert int(fingerprint(), 16) >= 0


@pytest.mark.parametrize(
    "other",
    [
        {"rule": Rule(tool="flake8", id="F401")},
        {"rule": Rule(tool="ruff", id="F811")},
        {"path": "b.py"},
        {"code_line": "import sys"},
        {"stated": {"v1": "0123456789abcdef"}},
    ],
)
def test_tool_rule_path_and_code_are_part_of_it(other: dict[str, Any]) -> None:
    values: dict[str, Any] = {"code_line": "import os", "stated": {"v1": "fedcba9876543210"}}
    if "code_line" in other:
        values.pop("stated")

    assert fingerprint(**values) != fingerprint(**{**values, **other})


def test_same_hash_of_a_tool_in_two_files_is_two_findings() -> None:
    stated = {"v1": "0123456789abcdef"}

    assert fingerprint(path="a.py", stated=stated) != fingerprint(path="b.py", stated=stated)


def test_tool_fingerprint_counts_before_code_and_message() -> None:
    stated = {"v1": "0123456789abcdef"}

    assert fingerprint(stated=stated, code_line="x = 1") == fingerprint(
        stated=stated, code_line="x = 2", message="other"
    )


@pytest.mark.parametrize("value", ["requires login", "", "1", 7, None, ["0123456789abcdef"]])
def test_unusable_tool_fingerprint_is_ignored(value: object) -> None:
    assert fingerprint(stated={"v1": value}, code_line="x") == fingerprint(code_line="x")


def test_line_hash_counts_before_other_partial_fingerprints() -> None:
    line = {PREFERRED_KEY: "39fa2ee980eb94b0:1"}

    assert fingerprint(stated={**line, "column": "123456"}) == fingerprint(stated=line)


def test_white_space_of_code_is_folded() -> None:
    assert fingerprint(code_line="  a =  1\t") == fingerprint(code_line="a = 1")


@pytest.mark.parametrize("blank", [None, "", "   "])
def test_message_counts_without_a_line_of_code(blank: str | None) -> None:
    folded = fingerprint(code_line=blank, message="Line too long (93 > 88)")

    assert folded == fingerprint(message="Line too long (120 > 88)")
    assert folded != fingerprint(message="Too many lines (120 > 88)")


@given(st.text(), st.text(), st.text())
def test_any_text_has_a_fingerprint(path: str, line: str, message: str) -> None:
    assert len(fingerprint(path=path, code_line=line, message=message)) == 32


@pytest.mark.parametrize(
    "title", ["cache the price list", "Cache the price-list!", " CACHE  the price list"]
)
def test_title_is_compared_without_case_punctuation_and_spacing(title: str) -> None:
    assert of_text(title=title, first_file="a.py") == of_text(
        title="Cache the price list", first_file="a.py"
    )


def test_first_file_is_part_of_a_text() -> None:
    assert of_text(title="Cache", first_file="a.py") != of_text(title="Cache", first_file="b.py")
