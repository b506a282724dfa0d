"""The text of a question to an assistant."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from backlog.intake.assisted.categories import Category
from backlog.intake.wording import one_line, shortened
from backlog.modes import ReviewMode

LONGEST_TITLE: Final = 200
"""Characters of a known title that are told."""

_PROMPT: Final = """You review the code of {repository} and propose improvements to its maintainers.

Look for {looks_at}.{area}
{how_to_read}

Propose at most {limit} improvements, the best first, and none rather than a weak one. A person
decides about each, so:
- Say what is wrong now, with the files and lines that show it. What might perhaps happen is no
  problem: show that it does.
- Say what to change and where: name the files, functions or classes.
- The title says what to do in one line, and names the function or class it is about.
- Nothing about tests, documentation, examples, configuration, generated or vendored code alone.
- impact_score and effort_score are from 1 to 10, complexity from 1 (one file, an hour) to 5 (many
  files, a redesign). Be sober: most improvements have an impact of 4 to 6.
{known}
Answer with one JSON document, {{"version": 1, "suggestions": [...]}}, that follows this JSON
schema, and with nothing else:
{schema}
{material}"""
_READ: Final = "The code is in your working directory: read it, and change nothing."
_GIVEN: Final = "Its files, or the most telling of them, stand at the end."


@dataclass(frozen=True, slots=True)
class KnownWork:
    """Titles of what is on the backlog, and of what people rejected."""

    open_titles: Sequence[str] = ()
    rejected_titles: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What all questions of a review share. `material` is the code itself, where it is sent."""

    repository: str
    mode: ReviewMode
    schema: Mapping[str, Any]
    known: KnownWork = KnownWork()
    material: str = ""


def prompt_text(subject: Subject, category: Category) -> str:
    """Give the whole question."""
    area = subject.mode.area
    return _PROMPT.format(
        repository=subject.repository,
        looks_at=category.looks_at,
        area=f' Keep to its {area} (area "{area}").' if area else "",
        how_to_read=_GIVEN if subject.material else _READ,
        limit=category.limit,
        known=_known(subject.known),
        schema=json.dumps(subject.schema, ensure_ascii=False),
        material=subject.material,
    ).rstrip()


def _known(known: KnownWork) -> str:
    lists = (
        ("These are proposed already; don't repeat them:", known.open_titles),
        ("These were rejected; don't propose them again:", known.rejected_titles),
    )
    return "".join(f"\n{heading}\n{_listed(titles)}\n" for heading, titles in lists if titles)


def _listed(titles: Sequence[str]) -> str:
    return "\n".join(f"- {shortened(one_line(title), LONGEST_TITLE)}" for title in titles)
