from collections.abc import Callable
from typing import Any

import pytest

from backlog.intake.checkout import Checkout
from backlog.intake.reading import Reading, SkipReason

type Sarif = Callable[..., dict[str, Any]]
type Result = Callable[..., dict[str, Any]]
type ReadSarif = Callable[..., Reading]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"suppressions": [{"kind": "inSource"}]}, SkipReason.SUPPRESSED),
        ({"suppressions": [{"status": "accepted"}]}, SkipReason.SUPPRESSED),
        ({"suppressions": [{"status": "underReview"}]}, SkipReason.SUPPRESSED),
        ({"suppressions": [{"status": "rejected"}, {}]}, SkipReason.SUPPRESSED),
        ({"kind": "pass"}, SkipReason.PASSED),
        ({"kind": "notApplicable"}, SkipReason.NOT_APPLICABLE),
        ({"kind": "open"}, SkipReason.OPEN),
        ({"kind": "informational"}, SkipReason.INFORMATIONAL),
        ({"kind": "review"}, SkipReason.TO_REVIEW),
        ({"kind": "other"}, SkipReason.UNKNOWN_KIND),
        ({"kind": ["fail"]}, SkipReason.UNKNOWN_KIND),
        ({"baselineState": "absent"}, SkipReason.ABSENT),
        ({"ruleId": None}, SkipReason.NO_RULE),
        ({"ruleId": ""}, SkipReason.NO_RULE),
        ({"ruleId": None, "ruleIndex": 7}, SkipReason.NO_RULE),
        ({"locations": None}, SkipReason.NO_LOCATION),
        ({"locations": []}, SkipReason.NO_LOCATION),
        ({"locations": "src/app.py"}, SkipReason.NO_LOCATION),
        ({"locations": [{}]}, SkipReason.NO_FILE),
        ({"locations": [{"physicalLocation": {"region": {"startLine": 1}}}]}, SkipReason.NO_FILE),
        (
            {"locations": [{"logicalLocations": [{"fullyQualifiedName": "shop.Cart"}]}]},
            SkipReason.LOGICAL_LOCATION,
        ),
        (
            {"locations": None, "relatedLocations": [{"physicalLocation": {}}]},
            SkipReason.NO_LOCATION,
        ),
    ],
)
def test_unusable_result_is_counted_by_reason(
    read_sarif: ReadSarif,
    sarif: Sarif,
    result: Result,
    values: dict[str, Any],
    reason: SkipReason,
) -> None:
    reading = read_sarif(sarif(result(**values)))

    assert (reading.suggestions, reading.findings, reading.skipped) == ([], 0, {reason: 1})


@pytest.mark.parametrize(
    "values",
    [
        {"suppressions": []},
        {"suppressions": None},
        {"suppressions": [{"status": "rejected"}]},
        {"kind": "fail"},
        {"baselineState": "new"},
        {"baselineState": "unchanged"},
        {"baselineState": "updated"},
        {"message": None},
        {"message": {"id": "unknown"}},
        {"message": "text"},
        {"level": "none"},
        {"level": 7},
    ],
)
def test_result_that_stands_is_read(
    read_sarif: ReadSarif, sarif: Sarif, result: Result, values: dict[str, Any]
) -> None:
    reading = read_sarif(sarif(result(**values)))

    assert (reading.findings, reading.skipped) == (1, {})


@pytest.mark.parametrize("other", [None, 1, "result", [], True])
def test_result_that_is_no_object_is_counted(
    read_sarif: ReadSarif, sarif: Sarif, result: Result, other: object
) -> None:
    reading = read_sarif(sarif(other, result()))

    assert (reading.findings, reading.skipped) == (1, {SkipReason.NOT_A_RESULT: 1})


@pytest.mark.parametrize(
    ("level", "default", "impact"),
    [
        ("error", "note", 6),
        (None, "note", 2),
        (None, None, 4),
        ("none", "error", 1),
        ("severe", "error", 4),
    ],
)
def test_level_comes_from_result_then_rule_then_warning(
    read_sarif: ReadSarif,
    sarif: Sarif,
    result: Result,
    level: str | None,
    default: str | None,
    impact: int,
) -> None:
    rule = {"id": "R1", "defaultConfiguration": {"level": default}}
    tool = {"driver": {"name": "checker", "rules": [rule]}}

    reading = read_sarif(sarif(result(level=level), tool=tool))

    assert reading.suggestions[0].impact_score == impact


def test_many_locations_are_evidence_of_one_finding(
    read_sarif: ReadSarif, sarif: Sarif, result: Result
) -> None:
    first, second = result("a/x.py", 1)["locations"] + result("b/y.py", 2)["locations"]

    reading = read_sarif(sarif(result(locations=[{}, first, second])))

    assert reading.findings == 1
    assert reading.suggestions[0].title == "Something is wrong: 1 place in a (R1)"
    assert reading.suggestions[0].problem.endswith("- a/x.py:1\n- b/y.py:2")


def test_related_location_is_not_the_place(
    read_sarif: ReadSarif, sarif: Sarif, result: Result
) -> None:
    related = result("b/y.py", 2)["locations"]

    reading = read_sarif(sarif(result("a/x.py", 1, relatedLocations=related)))

    assert "b/y.py" not in reading.suggestions[0].problem


@pytest.mark.parametrize("line", [0, -1, 1.5, "3", None, True, 100_000_001])
def test_line_that_cannot_be_is_left_out(
    read_sarif: ReadSarif, sarif: Sarif, result: Result, line: Any
) -> None:
    reading = read_sarif(sarif(result(line=line)))

    assert reading.suggestions[0].problem.endswith("- src/app.py")


def test_no_text_holds_what_cannot_be_stored(
    read_sarif: ReadSarif, sarif: Sarif, result: Result
) -> None:
    bad = result("src/a\x00b.py", ruleId="R\x001", message={"text": "wrong\x00 \x1b[0m"})

    suggestion = read_sarif(sarif(bad)).suggestions[0]

    texts = (suggestion.title, suggestion.problem, suggestion.solution)
    assert [text for text in texts if "\x00" in text or "\x1b" in text] == []


def test_shift_of_lines_is_not_new(
    read_sarif: ReadSarif, sarif: Sarif, result: Result, checkout: Checkout
) -> None:
    file = checkout.root / "src" / "app.py"
    file.parent.mkdir()
    file.write_text("import os\nvalue = eval(text)\n", encoding="utf-8")
    before = read_sarif(sarif(result(line=2))).suggestions[0]
    file.write_text("import os\n\n\nif text:\n    value = eval(text)\n", encoding="utf-8")

    after = read_sarif(sarif(result(line=5, message={"text": "Other words."}))).suggestions[0]

    assert after.fingerprints == before.fingerprints


def test_snippet_counts_before_the_checkout(
    read_sarif: ReadSarif, sarif: Sarif, result: Result, checkout: Checkout
) -> None:
    quoted = result()
    quoted["locations"][0]["physicalLocation"]["region"]["snippet"] = {"text": "x = 1\nmore"}
    before = read_sarif(sarif(quoted)).suggestions[0]
    (checkout.root / "src").mkdir()
    (checkout.root / "src" / "app.py").write_text("a\nb\nc\n", encoding="utf-8")

    assert read_sarif(sarif(quoted)).suggestions[0].fingerprints == before.fingerprints


def test_full_fingerprints_count_before_partial_ones(
    read_sarif: ReadSarif, sarif: Sarif, result: Result
) -> None:
    full = {"v1": "0123456789abcdef"}
    alone = read_sarif(sarif(result(fingerprints=full))).suggestions[0]
    both = result(fingerprints=full, partialFingerprints={"v1": "fedcba9876543210"})

    assert read_sarif(sarif(both)).suggestions[0].fingerprints == alone.fingerprints
