"""Whatever JSON a file holds, reading it ends in a reading or in an error for people."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from backlog.intake.checkout import Checkout
from backlog.intake.exceptions import IntakeError
from backlog.intake.progress import Progress
from backlog.intake.reading import Reading, Source
from backlog.intake.sarif import SarifFile
from backlog.intake.suggestions_file import SuggestionsFile

SCHEMA = Path(settings.BASE_DIR) / "docs" / "suggestions.schema.json"
KEYS = [
    "version", "runs", "tool", "driver", "extensions", "rules", "id", "name", "results", "ruleId",
    "ruleIndex", "rule", "index", "toolComponent", "message", "text", "markdown", "arguments",
    "locations", "physicalLocation", "artifactLocation", "uri", "uriBaseId", "originalUriBaseIds",
    "region", "startLine", "snippet", "artifacts", "location", "suppressions", "kind", "level",
    "fingerprints", "partialFingerprints", "fixes", "properties", "tags", "security-severity",
    "shortDescription", "fullDescription", "help", "helpUri", "messageStrings", "item", "",
    "suggestions", "title", "problem", "solution", "area", "type", "complexity", "files",
]  # fmt: skip

leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.sampled_from(
        ["2.1.0", "R1", "a/b", "src/app.py", "file:///x", "..", "{0}", "SRCROOT", "1"]
    )
)
keys = st.sampled_from(KEYS) | st.text(max_size=5)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=6)
)


def field(*names: str) -> Any:
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, values))


results = st.fixed_dictionaries(
    {"ruleId": leaves, "locations": values},
    optional={
        "message": field("text", "id", "arguments", "markdown"),
        "rule": field("id", "index", "toolComponent"),
        "kind": leaves,
        "suppressions": values,
        "fingerprints": values,
        "fixes": values,
    },
)
runs = st.fixed_dictionaries(
    {"results": st.lists(results | values, max_size=4)},
    optional={
        "tool": field("driver", "extensions"),
        "artifacts": values,
        "originalUriBaseIds": values,
    },
)
near_sarif = st.fixed_dictionaries(
    {"version": st.just("2.1.0"), "runs": st.lists(runs, max_size=3)}
)


def outcome(source: Source) -> str:
    try:
        reading = source.read(holder_of=lambda _: None, progress=Progress())
    except IntakeError as error:
        return f"error: {error}"
    return f"reading: {type(reading).__name__}"


@pytest.fixture(scope="module")
def file(tmp_path_factory: Any) -> Path:
    path: Path = tmp_path_factory.mktemp("any") / "any.json"
    return path


@given(document=values | near_sarif)
def test_any_json_is_read_as_sarif_or_refused(file: Path, document: Any) -> None:
    file.write_text(json.dumps(document), encoding="utf-8")
    checkout = Checkout(path=file.parent, root=file.parent)

    assert outcome(SarifFile(file, checkout=checkout)).startswith(("reading: Reading", "error: "))


@given(document=near_sarif)
def test_everything_in_a_run_is_counted(file: Path, document: Any) -> None:
    file.write_text(json.dumps(document), encoding="utf-8")
    checkout = Checkout(path=file.parent, root=file.parent)
    source = SarifFile(file, checkout=checkout)

    try:
        reading = source.read(holder_of=lambda _: None, progress=Progress())
    except IntakeError:
        return
    counted = reading.findings + reading.skipped.total()
    empty = sum(not run["results"] for run in document["runs"])
    assert counted == sum(len(run["results"]) for run in document["runs"]) + empty


@given(content=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    checkout = Checkout(path=file.parent, root=file.parent)

    assert outcome(SarifFile(file, checkout=checkout)).startswith(("reading: Reading", "error: "))


@given(document=values)
def test_any_json_is_read_as_suggestions_or_refused(file: Path, document: Any) -> None:
    file.write_text(json.dumps(document), encoding="utf-8")
    source = SuggestionsFile(file, schema=SCHEMA)

    assert outcome(source).startswith((f"reading: {Reading.__name__}", "error: "))
