"""Reads Mason's own JSON: suggestions that an agent or a person wrote down."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from backlog.intake.exceptions import IntakeError, NotSuggestions, UnreadableFile
from backlog.intake.progress import Progress
from backlog.intake.reading import HolderOf, Reading
from backlog.intake.stated import suggestion_of
from backlog.intake.wording import shortened

LARGEST_FILE: Final = 10_000_000
"""Bytes; thousands of suggestions, more than anybody decides on."""

ERRORS_SHOWN: Final = 50
"""Problems that are listed before the rest is counted."""

LONGEST_VALUE: Final = 80
"""Characters of a wrong value that a problem quotes."""


class SuggestionsFile:
    """A file of suggestions that follows the JSON schema at `schema`."""

    def __init__(self, path: Path, *, schema: Path) -> None:
        self._path = path
        self._schema = schema

    def read(self, *, holder_of: HolderOf, progress: Progress) -> Reading:
        """Check the file and read it whole; raises NotSuggestions with every problem."""
        progress.say(f"Reading {self._path.name}")
        document = self._checked(_parsed(self._path, self._schema))
        suggestions = [suggestion_of(each, holder_of) for each in document["suggestions"]]
        progress.clear()
        return Reading(suggestions, len(suggestions), Counter())

    def _checked(self, document: Any) -> Any:
        validator = Draft202012Validator(_schema(self._schema))
        problems = [_problem(each) for each in sorted(validator.iter_errors(document), key=_order)]
        if not problems:
            return document
        hidden = len(problems) - ERRORS_SHOWN
        more = [f"and {hidden:,} more"] if hidden > 0 else []
        raise NotSuggestions(self._path, str(self._schema), [*problems[:ERRORS_SHOWN], *more])


def _schema(path: Path) -> dict[str, Any]:
    try:
        schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnreadableFile(path, error) from error
    return schema


def _parsed(path: Path, schema: Path) -> Any:
    """The file's JSON; constants that aren't JSON and deep nesting are refused."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise IntakeError(f"{path} is larger than {LARGEST_FILE // 10**6} MB: split it.")
        return json.loads(path.read_bytes(), parse_constant=_refuse_constant)
    except OSError as error:
        raise UnreadableFile(path, error) from error
    except RecursionError as error:
        raise NotSuggestions(path, str(schema), ["it is nested too deeply"]) from error
    except UnicodeDecodeError as error:
        raise NotSuggestions(path, str(schema), ["it isn't UTF-8 text"]) from error
    except ValueError as error:
        raise NotSuggestions(path, str(schema), [f"it isn't JSON: {error}"]) from error


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
