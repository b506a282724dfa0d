import pytest

from backlog.intake.finding import Rule, Severity
from backlog.intake.grades import asks_for_redesign, severity_of


@pytest.mark.parametrize(
    ("code", "severity"),
    [
        ("F821", Severity.ERROR),
        ("F401", Severity.NOTE),
        ("F632", Severity.ERROR),
        ("E722", Severity.WARNING),
        ("E711", Severity.NOTE),
        ("E999", Severity.ERROR),
        ("B006", Severity.ERROR),
        ("B904", Severity.NOTE),
        ("B017", Severity.WARNING),
        ("BLE001", Severity.WARNING),
        ("S602", Severity.ERROR),
        ("S113", Severity.WARNING),
        ("S101", Severity.NOTE),
        ("SIM102", Severity.NOTE),
        ("SIM115", Severity.WARNING),
        ("FURB110", Severity.NOTE),
        ("PLE0605", Severity.ERROR),
        ("UP035", Severity.NOTE),
        ("invalid-syntax", Severity.ERROR),
        ("a-new-family", Severity.NOTE),
    ],
)
def test_ruff_rules_are_graded_by_family(code: str, severity: Severity) -> None:
    assert severity_of(Rule(tool="ruff", id=code), "error") is severity


@pytest.mark.parametrize(
    ("level", "severity"),
    [
        ("error", Severity.ERROR),
        ("warning", Severity.WARNING),
        ("note", Severity.NOTE),
        ("none", Severity.NONE),
        ("", Severity.WARNING),
        ("severe", Severity.WARNING),
    ],
)
def test_level_of_other_tools_counts(level: str, severity: Severity) -> None:
    assert severity_of(Rule(tool="ESLint", id="no-eval"), level) is severity


def test_security_severity_counts_first() -> None:
    rule = Rule(tool="ruff", id="F401", security_severity=9.8)

    assert severity_of(rule, "note") is Severity.CRITICAL


@pytest.mark.parametrize(
    ("tool", "code", "redesign"),
    [
        ("ruff", "C901", True),
        ("ruff", "PLR0913", True),
        ("ruff", "C416", False),
        ("flake8", "C901", False),
    ],
)
def test_some_rules_ask_for_redesign(tool: str, code: str, redesign: bool) -> None:  # noqa: FBT001
    assert asks_for_redesign(Rule(tool=tool, id=code)) is redesign
