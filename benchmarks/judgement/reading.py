"""Reads and checks the labelled set: JSON lines, a file for each package."""

import json
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from backlog.choices import ItemStatus
from backlog.intake.stated import suggestion_of
from backlog.intake.suggestion import Suggestion
from backlog.intake.suggestions_document import BadDocument, SuggestionsSchema
from benchmarks.judgement.lines import BacklogLine, Candidate, Half, Label, LabelledPackage

SUGGESTIONS: Final = Path(__file__).with_name("suggestions")
SCHEMA: Final = Path(__file__).parents[2] / "docs" / "suggestions.schema.json"
AGENT: Final = "agent"
SOURCES: Final = (AGENT, "bandit", "ruff", "vulture")

_TEXTS: Final = (
    *("title", "problem", "solution", "area", "type"),
    *("complexity", "impact_score", "effort_score", "files"),
)
_OF_ANALYSERS: Final = ("rule", "fingerprints")
_OF_ROLES: Final = {
    "backlog": ("status", "decided_days_ago", "changed"),
    "candidate": ("half", "label", "of", "why"),
}
_TYPES: Final = {
    **dict.fromkeys(("id", "role", "source", "why", "of", "rule"), str),
    "fingerprints": list,
    "decided_days_ago": int,
    "changed": bool,
}


class BadLine(Exception):
    """A line of the labelled set that can't be used; the message names file, line and field."""

    def __init__(self, path: Path, number: int, problem: str) -> None:
        super().__init__(f"{path}:{number}: {problem}")


class _Refused(Exception):
    """What is wrong with a line, before it is known which line that is."""


def read_set(folder: Path = SUGGESTIONS) -> list[LabelledPackage]:
    """Read every package's file; raises BadLine."""
    schema = SuggestionsSchema(SCHEMA)
    return [read_package(path, schema) for path in sorted(folder.glob("*.jsonl"))]


def read_package(path: Path, schema: SuggestionsSchema) -> LabelledPackage:
    """Read a file; its ids must be unique, and what is repeated must stand in a line above."""
    backlog: dict[str, BacklogLine] = {}
    candidates: dict[str, Candidate] = {}
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            line = _line(text, schema)
            _check_id(line.id, {*backlog, *candidates})
            if isinstance(line, BacklogLine):
                backlog[line.id] = line
            else:
                candidates[line.id] = _checked(line, backlog)
        except _Refused as refused:
            raise BadLine(path, number, str(refused)) from refused
    return LabelledPackage(path.stem, tuple(backlog.values()), tuple(candidates.values()))


def _check_id(line_id: str, taken: Container[str]) -> None:
    if line_id in taken:
        raise _Refused(f"id: {line_id} is there already")


def _line(text: str, schema: SuggestionsSchema) -> BacklogLine | Candidate:
    try:
        fields = json.loads(text)
    except ValueError as error:
        raise _Refused(f"it isn't JSON: {error}") from error
    if not isinstance(fields, dict):
        raise _Refused("it must be an object")
    for problem in _problems(fields):
        raise _Refused(problem)
    suggestion = _suggestion(fields, schema)
    if fields["role"] == "backlog":
        return _backlog_line(fields, suggestion)
    return _candidate(fields, suggestion)


def _problems(fields: Mapping[str, Any]) -> Iterator[str]:
    """Name fields that are missing, of a wrong type, or not of this role."""
    yield from (f"{key}: missing" for key in ("id", "role", "source") if key not in fields)
    for key, kind in _TYPES.items():
        if key in fields and type(fields[key]) is not kind:
            yield f"{key}: must be of type {kind.__name__}"
    if fields["role"] not in _OF_ROLES:
        yield f"role: must be one of {', '.join(_OF_ROLES)}"
    if fields["source"] not in SOURCES:
        yield f"source: must be one of {', '.join(SOURCES)}"
    of_source = () if fields["source"] == AGENT else _OF_ANALYSERS
    yield from (f"{key}: missing" for key in of_source if not fields.get(key))
    known = {"id", "role", "source", *_TEXTS, *of_source, *_OF_ROLES[fields["role"]]}
    yield from (f"{key}: not known here" for key in fields if key not in known)


def _suggestion(fields: Mapping[str, Any], schema: SuggestionsSchema) -> Suggestion:
    """Make the suggestion as an intake would; its texts are checked by the published schema."""
    stated = {key: fields[key] for key in _TEXTS if key in fields}
    try:
        schema.checked(json.dumps({"version": 1, "suggestions": [stated]}))
    except BadDocument as error:
        raise _Refused(error.problems[0].removeprefix("/suggestions/0").lstrip("/")) from error
    suggestion = suggestion_of(stated)
    if fields["source"] == AGENT:
        return suggestion
    return replace(
        suggestion,
        problem=stated["problem"],
        rule=fields["rule"],
        fingerprints=tuple(fields["fingerprints"]),
    )


def _backlog_line(fields: Mapping[str, Any], suggestion: Suggestion) -> BacklogLine:
    return BacklogLine(
        id=fields["id"],
        status=_chosen(ItemStatus, fields, "status"),
        suggestion=suggestion,
        decided_days_ago=fields.get("decided_days_ago", 0),
        changed=fields.get("changed", False),
    )


def _candidate(fields: Mapping[str, Any], suggestion: Suggestion) -> Candidate:
    return Candidate(
        id=fields["id"],
        half=_chosen(Half, fields, "half"),
        source=fields["source"],
        label=_chosen(Label, fields, "label"),
        why=fields.get("why", ""),
        suggestion=suggestion,
        of=fields.get("of"),
    )


def _chosen[Choice: StrEnum | ItemStatus](
    choices: type[Choice], fields: Mapping[str, Any], key: str
) -> Choice:
    try:
        return choices(str(fields.get(key)))
    except ValueError as error:
        allowed = ", ".join(each.value for each in choices)
        raise _Refused(f"{key}: must be one of {allowed}") from error


def _checked(candidate: Candidate, backlog: Mapping[str, BacklogLine]) -> Candidate:
    if candidate.half is not Half.of(candidate.id):
        raise _Refused(f"half: {candidate.id} belongs to {Half.of(candidate.id)}")
    if not candidate.why:
        raise _Refused("why: missing")
    if candidate.label.names_an_item and candidate.of not in backlog:
        raise _Refused(f"of: {candidate.label} needs the id of an item in a line above")
    if not candidate.label.names_an_item and candidate.of is not None:
        raise _Refused(f"of: {candidate.label} repeats no item")
    return candidate
