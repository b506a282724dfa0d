"""Checks a document of suggestions against the published schema, wherever it came from."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from backlog.intake.exceptions import UnreadableFile
from backlog.intake.wording import shortened

ERRORS_SHOWN: Final = 50
"""Problems that are listed before the rest is counted."""

LONGEST_VALUE: Final = 80
"""Characters of a wrong value that a problem quotes."""


class BadDocument(Exception):
    """A document that can't be used; one problem a line, each with its JSON pointer."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


class SuggestionsSchema:
    """The JSON schema in a file; raises UnreadableFile when that can't be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.content = _content_of(path)

    def checked(self, text: str | bytes) -> Any:
        """Give the document in the text; raises BadDocument with every problem."""
        document = _parsed(text)
        validator = Draft202012Validator(self.content)
        problems = [_problem(each) for each in sorted(validator.iter_errors(document), key=_order)]
        if not problems:
            return document
        hidden = len(problems) - ERRORS_SHOWN
        more = [f"and {hidden:,} more"] if hidden > 0 else []
        raise BadDocument([*problems[:ERRORS_SHOWN], *more])


def _content_of(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnreadableFile(path, error) from error
    return content


def _parsed(text: str | bytes) -> Any:
    """The text's JSON; constants that aren't JSON and deep nesting are refused."""
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise BadDocument(["it is nested too deeply"]) from error
    except UnicodeDecodeError as error:
        raise BadDocument(["it isn't UTF-8 text"]) from error
    except ValueError as error:
        raise BadDocument([f"it isn't JSON: {error}"]) from error


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _order(error: ValidationError) -> tuple[list[tuple[str, int]], str]:
    """Errors as they stand in the file: by index in arrays, by name in objects, then by kind."""
    place = [("", part) if isinstance(part, int) else (part, 0) for part in error.absolute_path]
    return place, str(error.validator)


def _problem(error: ValidationError) -> str:
    """JSON pointer, what is wrong and what would be right, on one line."""
    pointer = "".join(f"/{_escaped(part)}" for part in error.absolute_path)
    return f"{pointer or '/'}: {_wrong(error)}"


def _escaped(part: object) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")


def _wrong(error: ValidationError) -> str:
    wanted: Any = error.validator_value
    value = shortened(json.dumps(error.instance), LONGEST_VALUE)
    wordings = {
        "additionalProperties": lambda: f"{error.message}; allowed are {_properties(error)}",
        "const": lambda: f"{value} must be {json.dumps(wanted)}",
        "enum": lambda: f"{value} must be one of {', '.join(wanted)}",
        "maximum": lambda: f"{value} must be at most {wanted}",
        "maxItems": lambda: f"has too many elements; {wanted} are allowed",
        "maxLength": lambda: f"is too long; {wanted:,} characters are allowed",
        "minimum": lambda: f"{value} must be at least {wanted}",
        "pattern": lambda: f"{value} must be {_description(error)}",
        "required": lambda: f"{error.message}",
        "type": lambda: f"{value} must be of type {wanted}",
    }
    wording = wordings.get(str(error.validator))
    return wording() if wording else error.message


def _properties(error: ValidationError) -> str:
    return ", ".join(_of_schema(error, "properties", {}))


def _description(error: ValidationError) -> str:
    return str(_of_schema(error, "description", "of another form"))


def _of_schema(error: ValidationError, key: str, default: object) -> Any:
    schema = error.schema
    return schema.get(key, default) if isinstance(schema, Mapping) else default
