import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator

from backlog.choices import Area, BenefitCategory, ItemType
from backlog.intake import suggestions_file
from backlog.intake.exceptions import IntakeError, NotSuggestions, UnreadableFile
from backlog.intake.progress import Progress
from backlog.intake.suggestion import Benefit, Suggestion
from backlog.intake.suggestions_file import SuggestionsFile

SCHEMA = Path(settings.BASE_DIR) / "docs" / "suggestions.schema.json"

VISIBLE = "text that isn't blank"
LINE = "on one line, without NUL and other characters that can't be stored"
STORABLE = "without NUL and other characters that can't be stored"
UNEXPECTED = (
    "/: Additional properties are not allowed ('a/b~c' was unexpected);"
    " allowed are version, suggestions"
)

type Read = Callable[..., list[Suggestion]]


def stated(**values: Any) -> dict[str, Any]:
    whole = {
        "title": "Cache the price list",
        "problem": "Each request reads it again.",
        "solution": "Keep it for a minute.",
        "area": "backend",
        "type": "backend",
        "complexity": 2,
        "impact_score": 8,
        "effort_score": 3,
        **values,
    }
    return {key: value for key, value in whole.items() if value is not None}


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_content(content: Any, holder_of: Any = lambda _: None) -> list[Suggestion]:
        file = tmp_path / "suggestions.json"
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        file.write_bytes(raw)
        source = SuggestionsFile(file, schema=SCHEMA)
        return source.read(holder_of=holder_of, progress=Progress()).suggestions

    return read_content


def problems_of(read: Read, content: Any) -> list[str]:
    with pytest.raises(NotSuggestions) as refusal:
        read(content)
    return list(refusal.value.problems)


def test_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(json.loads(SCHEMA.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("definition", "field", "values"),
    [
        ("suggestion", "area", Area.values),
        ("suggestion", "type", ItemType.values),
        ("benefit", "category", BenefitCategory.values),
    ],
)
def test_schema_lists_the_documented_values(definition: str, field: str, values: list[str]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))

    assert sorted(schema["$defs"][definition]["properties"][field]["enum"]) == sorted(values)


def test_example_of_the_document_follows_the_schema(read: Read) -> None:
    text = (SCHEMA.parent / "reviewing.md").read_text(encoding="utf-8")
    example = text.split("```json\n")[1].split("```")[0]

    assert [each.title for each in read(json.loads(example))] == ["Cache the price list"]


def test_everything_that_is_stated_is_read(read: Read) -> None:
    benefit = {"category": "performance", "icon": "speed", "title": "Fast", "description": "Yes."}
    files = ["shop/prices.py:12", "shop/views.py"]
    document = {"version": 1, "suggestions": [stated(benefits=[benefit], files=files)]}

    (suggestion,) = read(document)

    assert suggestion == Suggestion(
        title="Cache the price list",
        problem=("Each request reads it again.\n\nWhere:\n\n- shop/prices.py:12\n- shop/views.py"),
        solution="Keep it for a minute.",
        area=Area.BACKEND,
        type=ItemType.BACKEND,
        files=("shop/prices.py", "shop/views.py"),
        complexity=2,
        impact_score=8,
        effort_score=3,
        benefits=(Benefit(BenefitCategory.PERFORMANCE, "speed", "Fast", "Yes."),),
        fingerprints=suggestion.fingerprints,
    )
    assert suggestion.priority_score == 13


def test_known_suggestion_names_its_holder(read: Read) -> None:
    document = {"version": 1, "suggestions": [stated()]}
    (first,) = read(document)

    (again,) = read(document, {first.fingerprints[0]: "row-1"}.get)

    assert again.known_as == "row-1"


def test_no_suggestions_are_fine(read: Read) -> None:
    assert read({"version": 1, "suggestions": []}) == []


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"title": " "}, f'/title: " " must be {VISIBLE}'),
        ({"title": "two\nlines"}, f'/title: "two\\nlines" must be {LINE}'),
        ({"title": "x" * 201}, "/title: is too long; 200 characters are allowed"),
        ({"problem": "nul\x00"}, f'/problem: "nul\\u0000" must be {STORABLE}'),
        ({"solution": "\n"}, f'/solution: "\\n" must be {VISIBLE}'),
        ({"title": None}, ": 'title' is a required property"),
        ({"area": "cellar"}, '/area: "cellar" must be one of frontend, backend'),
        ({"complexity": 6}, "/complexity: 6 must be at most 5"),
        ({"impact_score": 0}, "/impact_score: 0 must be at least 1"),
        ({"effort_score": "3"}, '/effort_score: "3" must be of type integer'),
        ({"effort_score": True}, "/effort_score: true must be of type integer"),
        ({"benefits": [{"title": "x"}]}, "/benefits/0: 'category' is a required property"),
        ({"files": ["a"] * 101}, "/files: has too many elements; 100 are allowed"),
        ({"files": [7]}, "/files/0: 7 must be of type string"),
    ],
)  # fmt: skip
def test_problem_names_pointer_fault_and_remedy(
    read: Read, values: dict[str, Any], problem: str
) -> None:
    document = {"version": 1, "suggestions": [stated(), stated(**values)]}

    assert problems_of(read, document) == [f"/suggestions/1{problem}"]


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ([], "/: [] must be of type object"),
        ({"version": 1}, "/: 'suggestions' is a required property"),
        ({"version": 2, "suggestions": []}, "/version: 2 must be 1"),
        ({"version": 1, "suggestions": [], "a/b~c": 1}, UNEXPECTED),
        (b"", "it isn't JSON: Expecting value: line 1 column 1 (char 0)"),
        (b'{"version": NaN}', "it isn't JSON: NaN is no JSON number"),
        (b"\xff", "it isn't UTF-8 text"),
        (b"[" * 100_000, "it is nested too deeply"),
    ],
)
def test_file_of_another_form_is_refused(read: Read, document: object, problem: str) -> None:
    assert problems_of(read, document) == [problem]


def test_all_problems_are_told_at_once_with_the_schema(read: Read, tmp_path: Path) -> None:
    document = {"version": 1, "suggestions": [stated(area="x"), stated(type="y", complexity=0)]}

    with pytest.raises(NotSuggestions) as refusal:
        read(document)

    assert str(refusal.value).splitlines() == [
        f"{tmp_path / 'suggestions.json'} doesn't follow {SCHEMA}:",
        '  /suggestions/0/area: "x" must be one of frontend, backend',
        "  /suggestions/1/complexity: 0 must be at least 1",
        '  /suggestions/1/type: "y" must be one of dashboard, discovery, auth, backend',
    ]


def test_problems_come_in_the_order_of_the_file(read: Read) -> None:
    document = {
        "version": 1,
        "suggestions": [7 if index in {2, 10} else stated() for index in range(11)],
    }

    assert problems_of(read, document) == [
        "/suggestions/2: 7 must be of type object",
        "/suggestions/10: 7 must be of type object",
    ]


def test_long_text_that_cannot_be_stored_is_refused(read: Read) -> None:
    document = {"version": 1, "suggestions": [stated(problem="x" * 1_000_000 + "\x00")]}

    assert problems_of(read, document) == [
        "/suggestions/0/problem: is too long; 20,000 characters are allowed",
        f'/suggestions/0/problem: "{"x" * 78}… must be {STORABLE}',
    ]


def test_many_problems_are_counted(read: Read) -> None:
    problems = problems_of(read, {"version": 1, "suggestions": [7] * 60})

    assert (len(problems), problems[-1]) == (51, "and 10 more")


def test_large_file_is_refused(read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggestions_file, "LARGEST_FILE", 2_000_000)

    with pytest.raises(IntakeError) as refusal:
        read(b" " * 2_000_001)

    file = tmp_path / "suggestions.json"
    assert str(refusal.value) == f"{file} is larger than 2 MB: split it."


@pytest.mark.parametrize("missing", ["suggestions.json", "schema.json"])
def test_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    document = tmp_path / "suggestions.json"
    schema = tmp_path / "schema.json"
    document.write_text('{"version": 1, "suggestions": []}', encoding="utf-8")
    schema.write_text("{}", encoding="utf-8")
    (tmp_path / missing).unlink()

    with pytest.raises(UnreadableFile) as refusal:
        SuggestionsFile(document, schema=schema).read(holder_of=lambda _: None, progress=Progress())

    assert str(refusal.value) == f"{tmp_path / missing} can't be read: No such file or directory."
