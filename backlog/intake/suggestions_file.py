"""Reads Mason's own JSON: suggestions that an agent or a person wrote down."""

from collections import Counter
from pathlib import Path
from typing import Any, Final

from backlog.intake.exceptions import IntakeError, NotSuggestions, UnreadableFile
from backlog.intake.progress import Progress
from backlog.intake.reading import HolderOf, Reading
from backlog.intake.stated import suggestion_of
from backlog.intake.suggestions_document import BadDocument, SuggestionsSchema

LARGEST_FILE: Final = 10_000_000
"""Bytes; thousands of suggestions, more than anybody decides on."""


class SuggestionsFile:
    """A file of suggestions that follows the JSON schema at `schema`."""

    def __init__(self, path: Path, *, schema: Path) -> None:
        self._path = path
        self._schema = schema

    def read(self, *, holder_of: HolderOf, progress: Progress) -> Reading:
        """Check the file and read it whole; raises NotSuggestions with every problem."""
        progress.say(f"Reading {self._path.name}")
        document = self._document()
        suggestions = [suggestion_of(each, holder_of) for each in document["suggestions"]]
        progress.clear()
        return Reading(suggestions, len(suggestions), Counter())

    def _document(self) -> Any:
        content = _content_of(self._path)
        try:
            return SuggestionsSchema(self._schema).checked(content)
        except BadDocument as error:
            raise NotSuggestions(self._path, str(self._schema), error.problems) from error


def _content_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise IntakeError(f"{path} is larger than {LARGEST_FILE // 10**6} MB: split it.")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(path, error) from error
