import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from backlog.intake import sarif_outline
from backlog.intake.exceptions import NotSarif
from backlog.intake.reading import Reading, SkipReason

type Sarif = Callable[..., dict[str, Any]]
type ReadSarif = Callable[..., Reading]


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ([], "its outermost value isn't an object with “version” and “runs”"),
        ("sarif", "its outermost value isn't an object with “version” and “runs”"),
        (None, "its outermost value isn't an object with “version” and “runs”"),
        ({}, "it names no version; export the report as SARIF 2.1.0"),
        ({"runs": []}, "it names no version; export the report as SARIF 2.1.0"),
        (
            {"version": "2.0.0", "runs": []},
            "it is version 2.0.0; export the report as SARIF 2.1.0",
        ),
        ({"version": 2, "runs": []}, "it is version 2; export the report as SARIF 2.1.0"),
        (
            {"version": "2.1.0"},
            "it has no “runs”; a SARIF file lists the analyser's runs there",
        ),
        ({"version": "2.1.0", "runs": None}, "its “runs” isn't an array"),
        ({"version": "2.1.0", "runs": {"item": {}}}, "its “runs” isn't an array"),
        (
            {"runs.item.results.item": 1, "version": "2.1.0", "runs": []},
            "the outermost object has a key with a dot; SARIF has none there",
        ),
        (
            {"version": "2.1.0", "runs": [{"results.item": {}}]},
            "a run has a key with a dot; SARIF has none there",
        ),
    ],
)
def test_other_json_is_refused(read_sarif: ReadSarif, document: object, problem: str) -> None:
    with pytest.raises(NotSarif) as refusal:
        read_sarif(document)

    assert str(refusal.value).endswith(f"report.sarif isn't a SARIF 2.1.0 file: {problem}.")


def test_file_without_runs_brings_nothing(read_sarif: ReadSarif) -> None:
    reading = read_sarif({"version": "2.1.0", "runs": []})

    assert reading == Reading([], 0, Counter(), [])


@pytest.mark.parametrize("run", [{}, {"results": None}, {"results": []}, {"results": {}}])
def test_run_without_results_is_counted(read_sarif: ReadSarif, run: dict[str, Any]) -> None:
    reading = read_sarif({"version": "2.1.0", "runs": [run]})

    assert reading.skipped == {SkipReason.RUN_WITHOUT_RESULTS: 1}


@pytest.mark.parametrize("run", [None, 1, "run", True, [], [{"results": [1]}]])
def test_run_that_is_no_object_is_counted(read_sarif: ReadSarif, run: object) -> None:
    reading = read_sarif({"version": "2.1.0", "runs": [run]})

    assert reading.skipped == {SkipReason.NOT_A_RUN: 1}


def test_version_may_follow_the_runs(
    read_sarif: ReadSarif, sarif: Sarif, result: Callable[..., Any]
) -> None:
    document = sarif(result())

    assert read_sarif({"runs": document["runs"], "version": "2.1.0"}).findings == 1


def test_rules_may_follow_the_results(read_sarif: ReadSarif, result: Callable[..., Any]) -> None:
    rule = {"id": "R1", "name": "late-rule"}
    run = {"results": [result()], "tool": {"driver": {"name": "checker", "rules": [rule]}}}

    reading = read_sarif({"version": "2.1.0", "runs": [run]})

    assert [each.title for each in reading.suggestions] == ["Fix late rule in 1 place in src (R1)"]


def test_each_run_has_its_own_rules(read_sarif: ReadSarif, result: Callable[..., Any]) -> None:
    def run(name: str) -> dict[str, Any]:
        tool = {"driver": {"name": name, "rules": [{"id": "R1", "name": f"{name}-rule"}]}}
        return {"tool": tool, "results": [result()]}

    reading = read_sarif({"version": "2.1.0", "runs": [run("one"), {}, run("two")]})

    assert [each.title for each in reading.suggestions] == [
        "Fix one rule in 1 place in src (R1)",
        "Fix two rule in 1 place in src (R1)",
    ]
    assert reading.skipped == {SkipReason.RUN_WITHOUT_RESULTS: 1}


def test_results_of_a_repeated_key_are_all_read(
    read_sarif: ReadSarif, result: Callable[..., Any]
) -> None:
    results = json.dumps([result()])
    twice = f'{{"version": "2.1.0", "runs": [{{"results": {results}, "results": {results}}}]}}'

    assert read_sarif(twice.encode()).findings == 2


def test_artifact_without_location_keeps_its_index(
    read_sarif: ReadSarif, sarif: Sarif, result: Callable[..., Any]
) -> None:
    by_index = {"physicalLocation": {"artifactLocation": {"index": 1}}}
    document = sarif(
        result(locations=[by_index]),
        artifacts=[{}, {"location": {"uri": "lib/b.py"}}],
    )

    assert read_sarif(document).suggestions[0].title.endswith("in lib (R1)")


@pytest.mark.parametrize(
    ("limit", "number", "problem"),
    [
        ("LARGEST_DESCRIPTION", 20, "its rules and artifacts hold more than 20 values"),
        ("LARGEST_RESULT", 5, "one result holds more than 5 values"),
    ],
)
def test_limits_of_memory_are_kept(
    monkeypatch: pytest.MonkeyPatch,
    read_sarif: ReadSarif,
    sarif: Sarif,
    result: Callable[..., Any],
    limit: str,
    number: int,
    problem: str,
) -> None:
    monkeypatch.setattr(sarif_outline, limit, number)
    rules = [{"id": str(index)} for index in range(10)]
    tool = {"driver": {"name": "checker", "rules": rules}}

    with pytest.raises(NotSarif, match=problem):
        read_sarif(sarif(result(), tool=tool))


def test_keys_of_properties_may_have_dots(
    read_sarif: ReadSarif, sarif: Sarif, result: Callable[..., Any]
) -> None:
    named: dict[str, Any] = {"results.item": {}, "runs.item.results.item": {}}
    document = sarif(result(properties=named), properties=named) | {"properties": named}

    assert read_sarif(document).findings == 1
