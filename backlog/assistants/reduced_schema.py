"""JSON schemas in the few words that providers hold a model to while it writes.

They know types, enumerations, closed objects and lists, but no lengths, patterns or ranges, and
nothing that combines schemas. What they don't know is told to the model in descriptions, and
checked afterwards by the whole schema.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

type Schema = Mapping[str, Any]

_LIMITS: Final = {
    "minLength": "at least {} characters",
    "maxLength": "at most {:,} characters",
    "minimum": "at least {}",
    "maximum": "at most {}",
    "minItems": "at least {} elements",
    "maxItems": "at most {} elements",
}
_TYPES: Final = {str: "string", bool: "boolean", int: "integer", float: "number"}
_NULL: Final = {"type": "null"}


def reduced(schema: Schema) -> dict[str, Any]:
    """Give a schema that everything fits that fits `schema`, if its objects are closed.

    References into `$defs` are put in place; a schema that refers to itself can't be reduced.
    """
    return _reduced(schema, schema.get("$defs", {}))


def strict(schema: Schema) -> dict[str, Any]:
    """Give a reduced schema in which null stands for a property that is left out."""
    result = dict(schema)
    if "properties" in schema:
        result["required"] = list(schema["properties"])
        result["properties"] = {
            name: _or_null(strict(each), needed=name in schema.get("required", ()))
            for name, each in schema["properties"].items()
        }
    if "items" in schema:
        result["items"] = strict(schema["items"])
    if "anyOf" in schema:
        result["anyOf"] = [strict(each) for each in schema["anyOf"]]
    return result


def without_nulls(document: Any, schema: Schema) -> Any:
    """Leave out of a document what `strict` has a null for; `schema` is the reduced one."""
    if isinstance(document, dict) and "properties" in schema:
        needed = schema.get("required", ())
        return {
            name: without_nulls(value, schema["properties"].get(name, {}))
            for name, value in document.items()
            if value is not None or name in needed
        }
    if isinstance(document, list):
        return [without_nulls(each, schema.get("items", {})) for each in document]
    return document


def answer_without_nulls(text: str, schema: Schema) -> str:
    """Do it to an answer; one that isn't JSON stays as it is, for whoever reads it to refuse."""
    try:
        document = json.loads(text)
    except ValueError:
        return text
    return json.dumps(without_nulls(document, schema), ensure_ascii=False)


def _or_null(schema: Schema, *, needed: bool) -> Schema:
    return schema if needed else {"anyOf": [schema, _NULL]}


def _reduced(schema: Schema, defs: Schema) -> dict[str, Any]:
    whole = _merged(schema, defs)
    result: dict[str, Any] = {}
    if description := "; ".join(_told(whole)):
        result["description"] = description
    if values := whole.get("enum", [whole["const"]] if "const" in whole else []):
        return {**result, "type": _TYPES[type(values[0])], "enum": values}
    if alternatives := whole.get("anyOf", whole.get("oneOf")):
        return {**result, "anyOf": [_reduced(each, defs) for each in alternatives]}
    return {**result, "type": whole["type"], **_contents(whole, defs)}


def _contents(whole: Schema, defs: Schema) -> dict[str, Any]:
    if whole["type"] == "array":
        return {"items": _reduced(whole["items"], defs)}
    if whole["type"] != "object":
        return {}
    return {
        "properties": {name: _reduced(each, defs) for name, each in whole["properties"].items()},
        "required": list(whole.get("required", [])),
        "additionalProperties": False,
    }


def _merged(schema: Schema, defs: Schema) -> dict[str, Any]:
    """Give the schema with what it refers to and combines in itself; its own words come last."""
    parts = [_merged(each, defs) for each in schema.get("allOf", [])]
    if reference := schema.get("$ref"):
        parts.append(_merged(defs[reference.removeprefix("#/$defs/")], defs))
    descriptions = [part["description"] for part in (*parts, schema) if "description" in part]
    whole = {name: value for part in (*parts, schema) for name, value in part.items()}
    return {**whole, "description": "; ".join(descriptions)}


def _told(whole: Schema) -> Iterator[str]:
    """What the model is to know: the description, and the limits that nobody holds it to."""
    if whole["description"]:
        yield whole["description"]
    for name, wording in _LIMITS.items():
        if name in whole:
            yield wording.format(whole[name])
