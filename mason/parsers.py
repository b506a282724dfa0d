"""Reading the bodies of API requests."""

from collections.abc import Mapping
from math import isfinite
from typing import IO, Any, Final

from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import JSONParser

DEEPEST: Final = 50
"""How many arrays and objects may stand in each other."""


class JSONBodyParser(JSONParser):
    """Reads JSON that can be held and written again."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Give the value; raises ParseError with the position of what isn't JSON.

        Raises UnsupportedMediaType for `*/*` and the like, which only Accept may say.
        """
        if "*" in (media_type or ""):
            raise UnsupportedMediaType(str(media_type))
        try:
            value = super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError("JSON parse error - the value is nested too deeply.") from error
        _require_plain(value)
        return value


def _require_plain(value: object) -> None:
    """Raise ParseError for a value nested too deeply, or a number beyond what computers hold."""
    level = [value]
    for _ in range(DEEPEST + 1):
        if any(isinstance(one, float) and not isfinite(one) for one in level):
            raise ParseError("JSON parse error - a number is too large.")
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return
    raise ParseError(f"JSON parse error - the value is nested more than {DEEPEST} levels deep.")


def _inside(value: object) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
