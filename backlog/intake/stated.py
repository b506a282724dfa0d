"""Suggestions as an agent or a person states them: in a file, or in a request."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from backlog.choices import Area, BenefitCategory, ItemType
from backlog.intake.fingerprints import of_text
from backlog.intake.reading import HolderOf
from backlog.intake.suggestion import Benefit, Suggestion
from backlog.intake.wording import one_line

_LINE: Final = re.compile(r":\d+(?:[:-]\d+)?$")
"""Where in a file something is: it moves, and the suggestion stays the same."""


def suggestion_of(stated: Mapping[str, Any], holder_of: HolderOf | None = None) -> Suggestion:
    """Make a suggestion of an object that follows docs/suggestions.schema.json.

    The files it names are listed under its problem; the first one is part of its identity.
    """
    files: list[str] = stated.get("files", [])
    title = one_line(stated["title"])
    paths = tuple(dict.fromkeys(_LINE.sub("", file).removeprefix("./") for file in files))
    fingerprint = of_text(title=title, first_file=paths[0] if paths else "")
    return Suggestion(
        title=title,
        problem=_with_files(stated["problem"].strip(), files),
        solution=stated["solution"].strip(),
        area=Area(stated["area"]),
        type=ItemType(stated["type"]),
        complexity=stated["complexity"],
        impact_score=stated["impact_score"],
        effort_score=stated["effort_score"],
        benefits=tuple(map(_benefit, stated.get("benefits", []))),
        fingerprints=(fingerprint,),
        known_as=holder_of(fingerprint) if holder_of else None,
        files=paths,
    )


def _benefit(stated: Mapping[str, str]) -> Benefit:
    return Benefit(
        category=BenefitCategory(stated["category"]),
        icon=stated.get("icon", ""),
        title=stated["title"],
        description=stated.get("description", ""),
    )


def _with_files(problem: str, files: Iterable[str]) -> str:
    lines = [f"- {file}" for file in files]
    return "\n".join([f"{problem}\n\nWhere:\n", *lines]) if lines else problem
