"""What the schema says otherwise than drf-spectacular would."""

from copy import deepcopy
from typing import Any

from accounts.api.bodies import STORABLE_JSON, STORABLE_OBJECT

type Schema = dict[str, Any]


def without_slashes(result: Schema, **_context: Any) -> Schema:
    """Name addresses as the documents do: the slash at their end may be left out."""
    result["paths"] = {path.rstrip("/"): found for path, found in result["paths"].items()}
    return result


def with_any_json(result: Schema, **_context: Any) -> Schema:
    """Say of JSON that may be null too that it is any JSON: null is."""
    for component in result["components"]["schemas"].values():
        for member in component.get("properties", {}).values():
            if {} in member.get("oneOf", ()):
                del member["oneOf"]
    return result


def with_storable_json(result: Schema, **_context: Any) -> Schema:
    """Add what `ObjectField` refers to."""
    named = {"StorableJSON": STORABLE_JSON, "StorableObject": STORABLE_OBJECT}
    result["components"]["schemas"] |= deepcopy(named)
    return result


def with_parts_of_rows(result: Schema, **_context: Any) -> Schema:
    """Let the rows of a page lack members: `fields` names those that are wanted."""
    components: Schema = result["components"]["schemas"]
    pages = [name for name in components if name.startswith("Paginated")]
    for page in pages:
        rows = components[page]["properties"]["results"]
        name = rows["items"]["$ref"].rpartition("/")[2]
        components[f"{name}Part"] = _part(components[name])
        rows["items"] = {"$ref": f"#/components/schemas/{name}Part"}
    result["components"]["schemas"] = dict(sorted(components.items()))
    return result


def _part(row: Schema) -> Schema:
    part = deepcopy(row)
    part.pop("required", None)
    part["description"] = "A row of a list: the members that `fields` names, without it all."
    return part
