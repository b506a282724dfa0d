"""The schema that providers hold a model to, against the published one."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from backlog.assistants.reduced_schema import (
    answer_without_nulls,
    reduced,
    strict,
    without_nulls,
)

PUBLISHED = json.loads((Path(settings.BASE_DIR) / "docs" / "suggestions.schema.json").read_text())
REDUCED = reduced(PUBLISHED)
STRICT = strict(REDUCED)
WORDS = {"description", "type", "enum", "properties", "required", "additionalProperties", "items"}
"""Keywords that both providers know; `anyOf` comes with the strict form."""

LINES = st.text(min_size=1, max_size=30).filter(
    lambda text: text.strip() and not set(text) & set("\r\n\0\x1c\x1d\x1e\x85\u2028\u2029")
)
BENEFITS = st.fixed_dictionaries(
    {"category": st.sampled_from(["sales_team", "performance"]), "title": LINES},
    optional={"icon": st.from_regex(r"\A[a-z0-9_]{0,60}\Z"), "description": LINES},
)
SUGGESTIONS = st.fixed_dictionaries(
    {
        **dict.fromkeys(("title", "problem", "solution"), LINES),
        "area": st.sampled_from(["frontend", "backend"]),
        "type": st.sampled_from(["dashboard", "discovery", "auth", "backend"]),
        "complexity": st.integers(1, 5),
        "impact_score": st.integers(1, 10),
        "effort_score": st.integers(1, 10),
    },
    optional={
        "benefits": st.lists(BENEFITS, max_size=2),
        "files": st.lists(LINES, max_size=2),
    },
)
DOCUMENTS = st.builds(
    lambda suggestions: {"version": 1, "suggestions": suggestions},
    st.lists(SUGGESTIONS, max_size=3),
)


def fits(document, schema):
    return Draft202012Validator(schema).is_valid(document)


def words_of(schema):
    """All keywords of a schema."""
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", [])]
    if "items" in schema:
        inner.append(schema["items"])
    return set(schema).union(*map(words_of, inner))


def filled(document, schema):
    """The document with null for what it leaves out."""
    if "properties" in schema:
        return {
            name: filled(document[name], each) if name in document else None
            for name, each in schema["properties"].items()
        }
    return [filled(each, schema["items"]) for each in document] if "items" in schema else document


@given(DOCUMENTS)
def test_what_fits_the_published_schema_fits_the_reduced_one(document):
    assert fits(document, PUBLISHED)
    assert fits(document, REDUCED)


@given(DOCUMENTS)
def test_nulls_of_the_strict_form_stand_for_what_is_left_out(document):
    with_nulls = filled(document, REDUCED)

    assert fits(with_nulls, STRICT)
    assert without_nulls(with_nulls, REDUCED) == document


def test_only_words_that_providers_know_are_left():
    assert words_of(REDUCED) == WORDS
    assert words_of(STRICT) == WORDS | {"anyOf"}


def test_limits_are_told_in_descriptions():
    told = REDUCED["properties"]["suggestions"]["items"]["properties"]

    assert told["title"]["description"].endswith("at most 200 characters")
    assert told["impact_score"] == {"description": "at least 1; at most 10", "type": "integer"}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "pattern": "^a$"}, {"type": "string"}),
        ({"const": "a"}, {"type": "string", "enum": ["a"]}),
        ({"enum": [1, 2]}, {"type": "integer", "enum": [1, 2]}),
        ({"oneOf": [{"type": "string"}]}, {"anyOf": [{"type": "string"}]}),
        (
            {"$ref": "#/$defs/a", "$defs": {"a": {"type": "array", "items": {"enum": ["b"]}}}},
            {"type": "array", "items": {"type": "string", "enum": ["b"]}},
        ),
        (
            {"type": "object", "properties": {"a": {"type": "boolean"}}},
            {
                "type": "object",
                "properties": {"a": {"type": "boolean"}},
                "required": [],
                "additionalProperties": False,
            },
        ),
    ],
    ids=["pattern", "constant", "enumeration", "alternatives", "reference", "object"],
)
def test_keyword_is_reduced(schema, expected):
    assert reduced(schema) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("{", "{"), ('{"version": 1, "suggestions": []}', '{"version": 1, "suggestions": []}')],
    ids=["no JSON", "no nulls"],
)
def test_answer_without_nulls_stays_as_it_is(text, expected):
    assert answer_without_nulls(text, REDUCED) == expected


def test_null_that_is_wrong_stays_for_the_whole_schema_to_refuse():
    assert without_nulls({"version": None}, REDUCED) == {"version": None}
