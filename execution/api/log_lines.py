"""Batches of log lines in a request: hundreds of rows, so the ordinary ones are read at once."""

import re
from typing import Any, Final

from django.conf import settings
from rest_framework import serializers

from accounts.api.bodies import Body, IdField, for_example
from execution.api.bodies import LineBody
from execution.choices import LogLevel
from execution.services.logs import Line

_NOT_STORABLE: Final = re.compile("[\0\ud800-\udfff]")
_LEVELS: Final = {level.value: level for level in LogLevel}
_PLAIN: Final = {"log_level", "message", "metadata"}
_MOST_MEMBERS: Final = 10
_LONGEST_TEXT: Final = 100
_LARGEST_NUMBER: Final = 2**63
"""What keeps `metadata` far below the size that `LineBody` allows."""


class LinesField(serializers.ListField):
    """A list of lines, each of which `LineBody` describes; gives them as the service takes them."""

    def __init__(self, **options: Any) -> None:
        most = settings.API_LOG_LINES_PER_BATCH
        super().__init__(
            child=LineBody(), allow_empty=False, min_length=1, max_length=most, **options
        )

    def run_child_validation(self, data: Any) -> list[Line]:
        """Read all lines; raises ValidationError with the place of each bad one.

        Too many are refused before any is looked at.
        """
        if len(data) > settings.API_LOG_LINES_PER_BATCH:
            self.fail("max_length", max_length=settings.API_LOG_LINES_PER_BATCH)
        lines: list[Line] = []
        errors: dict[Any, Any] = {}
        for place, entry in enumerate(data):
            try:
                lines.append(_plain_line(entry) or Line(**self.child.run_validation(entry)))
            except serializers.ValidationError as error:
                errors[place] = error.detail
        if errors:
            raise serializers.ValidationError(errors)
        return lines


@for_example(
    execution_run_id="e4f5a6b7-1c2d-4e3f-8a4b-5c6d7e8f9a0b",
    entries=[
        {"message": "Opened the file in a with statement.", "metadata": {"file": "importer.py"}},
        {"log_level": "warn", "message": "The importer had no test; wrote one."},
    ],
)
class LinesBody(Body):
    """Lines that a remote run logged, in their order."""

    execution_run_id = IdField()
    entries = LinesField()


def _plain_line(entry: Any) -> Line | None:
    """Read a line that is right at first sight; None leaves it to `LineBody`."""
    if type(entry) is not dict or not entry.keys() <= _PLAIN:
        return None
    message, metadata = entry.get("message"), entry.get("metadata", {})
    level = entry.get("log_level", LogLevel.INFO.value)
    if type(message) is not str or type(level) is not str or level not in _LEVELS:
        return None
    if _NOT_STORABLE.search(message) or not _is_plain(metadata):
        return None
    return Line(message, _LEVELS[level], metadata)


def _is_plain(metadata: Any) -> bool:
    """Tell whether this is a small object of numbers and short texts that can be stored."""
    if type(metadata) is not dict or len(metadata) > _MOST_MEMBERS:
        return False
    return all(_is_short(name) and _is_plain_value(one) for name, one in metadata.items())


def _is_plain_value(value: Any) -> bool:
    if type(value) is int:
        return abs(value) <= _LARGEST_NUMBER
    return type(value) is str and _is_short(value)


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST_TEXT and not _NOT_STORABLE.search(text)
