"""What is wrong with a line of the labelled set is said with its file, line and field."""

import json

import pytest

from backlog.choices import ItemStatus
from backlog.intake.fingerprints import of_text
from backlog.intake.suggestions_document import SuggestionsSchema
from benchmarks.judgement.lines import Half, Label
from benchmarks.judgement.reading import SCHEMA, BadLine, read_package, read_set

TEXTS = {
    "title": "Close the pool",
    "problem": "It stays open.",
    "solution": "Call `close()`.",
    "area": "backend",
    "type": "backend",
    "complexity": 1,
    "impact_score": 5,
    "effort_score": 1,
    "files": ["src/pool.py:12"],
}
ITEM = {"id": "x-b1", "role": "backlog", "source": "agent", "status": "new", **TEXTS}
CANDIDATE = {
    "id": "x-c1",
    "role": "candidate",
    "half": Half.of("x-c1").value,
    "source": "agent",
    "label": "duplicate",
    "of": "x-b1",
    "why": "It is the same.",
    **TEXTS,
}
FINDING = CANDIDATE | {"source": "ruff", "rule": "ruff S101", "fingerprints": ["0a"]}


@pytest.fixture(scope="module")
def schema():
    return SuggestionsSchema(SCHEMA)


@pytest.fixture
def read(tmp_path, schema):
    """Reads lines as if they stood in a package's file."""

    def read(*lines):
        path = tmp_path / "x.jsonl"
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        path.write_text("\n".join(texts), encoding="utf-8")
        return read_package(path, schema)

    return read


def without(line, key):
    return {name: value for name, value in line.items() if name != key}


def test_an_item_and_a_candidate_are_read(read):
    labelled = read(ITEM | {"status": "completed", "decided_days_ago": 3}, CANDIDATE)
    (item,), (candidate,) = labelled.backlog, labelled.candidates

    assert labelled.name == "x"
    assert (item.status, item.decided_days_ago, item.changed) == (ItemStatus.COMPLETED, 3, False)
    assert (candidate.label, candidate.of, candidate.is_noise) == (Label.DUPLICATE, "x-b1", True)


def test_an_agents_suggestion_is_made_as_an_intake_makes_it(read):
    (item,) = read(ITEM).backlog

    assert item.suggestion.files == ("src/pool.py",)
    assert item.suggestion.problem == "It stays open.\n\nWhere:\n\n- src/pool.py:12"
    assert item.suggestion.fingerprints == (
        of_text(title="Close the pool", first_file="src/pool.py"),
    )


def test_an_analysers_suggestion_keeps_its_texts_rule_and_fingerprints(read):
    (candidate,) = read(ITEM, FINDING).candidates

    assert candidate.suggestion.problem == "It stays open."
    assert (candidate.suggestion.rule, candidate.suggestion.fingerprints) == ("ruff S101", ("0a",))


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "it isn't JSON: Expecting property name enclosed in double quotes"),
        ("[]", "it must be an object"),
        (without(CANDIDATE, "id"), "id: missing"),
        (CANDIDATE | {"id": 1}, "id: must be of type str"),
        (CANDIDATE | {"id": "x-b1"}, "id: x-b1 is there already"),
        (CANDIDATE | {"role": "other"}, "role: must be one of backlog, candidate"),
        (CANDIDATE | {"source": "me"}, "source: must be one of agent, bandit, ruff, vulture"),
        (CANDIDATE | {"status": "new"}, "status: not known here"),
        (CANDIDATE | {"rule": "ruff S101"}, "rule: not known here"),
        (without(FINDING, "rule"), "rule: missing"),
        (FINDING | {"fingerprints": []}, "fingerprints: missing"),
        (without(CANDIDATE, "title"), "'title' is a required property"),
        (CANDIDATE | {"area": "kitchen"}, 'area: "kitchen" must be one of frontend, backend'),
        (ITEM | {"id": "x-b2", "status": "lost"}, "status: must be one of new, approved, "),
        (CANDIDATE | {"label": "bad"}, "label: must be one of good, duplicate, dismissed, "),
        (without(CANDIDATE, "why"), "why: missing"),
        (CANDIDATE | {"half": "best"}, "half: must be one of tuning, held_out"),
        (without(CANDIDATE, "of"), "of: duplicate needs the id of an item in a line above"),
        (CANDIDATE | {"of": "x-b9"}, "of: duplicate needs the id of an item in a line above"),
        (CANDIDATE | {"label": "vague"}, "of: vague repeats no item"),
    ],
)
def test_a_bad_line_is_named_with_its_file_line_and_field(read, tmp_path, line, problem):
    with pytest.raises(BadLine) as caught:
        read(ITEM, line)

    place, _, said = str(caught.value).partition(": ")
    assert place == f"{tmp_path / 'x.jsonl'}:2"
    assert problem in said


def test_nobody_chooses_the_half(read):
    (other,) = set(Half) - {Half.of("x-c1")}

    with pytest.raises(BadLine, match=f"half: x-c1 belongs to {Half.of('x-c1')}"):
        read(ITEM, CANDIDATE | {"half": other})


def test_a_folder_is_read_in_the_order_of_names(tmp_path):
    for name in ("b", "a"):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(ITEM), encoding="utf-8")

    assert [each.name for each in read_set(tmp_path)] == ["a", "b"]
