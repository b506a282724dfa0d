"""What a pull request says of the item that it carries out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from backlog.intake.wording import cleaned, counted, one_line, shortened
from backlog.prd.document import Criterion
from execution.choices import ValidationStatus

LONGEST_TITLE: Final = 256
LONGEST_BODY: Final = 65_536
"""Characters that GitHub takes."""
LONGEST_SECTION: Final = 12_000
"""Characters of each of the five sections, so that none crowds out another."""
CUT: Final = "*The rest is left out here.*"

INVISIBLE: Final = "\N{ZERO WIDTH SPACE}"
"""Comes between characters that mean something to GitHub together, in code as well."""
_MEANINGFUL: Final = re.compile(
    r"""
    (?<=@)(?=[a-z0-9])                     # a mention of a person or a team
    | (?<=\#)(?=[0-9])                     # an issue's number
    | (?<=\bgh-)(?=[0-9])                  # an issue's number in another way
    | (?<=&)(?=\#|commat;|num;)            # the same characters by their references
    | (?<=<)(?=[a-z/!?])                   # HTML, which may hide all that follows
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CLOSING: Final = re.compile(
    r"\b([cfr])((?:lose[sd]?|ix(?:e[sd])?|esolve[sd]?)"
    r"\s{0,10}:?\s{0,10}[\[<(*_~\"']{0,10}(?:https?:|\[))",
    re.IGNORECASE,
)
"""A keyword that closes the issue whose address follows it."""
_FENCE: Final = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)")


@dataclass(frozen=True, slots=True)
class PullRequestText:
    """A title of one line and a body in Markdown, short enough for GitHub."""

    title: str
    body: str


def pull_request_text(
    *,
    title: str,
    problem: str,
    solution: str,
    criteria: Sequence[Criterion],
    validations: Mapping[str, ValidationStatus],
    files: Sequence[str],
) -> PullRequestText:
    """Say what an item wants and what was done: its validations by name, the files by path.

    Nobody is mentioned, no issue is closed, and no HTML works, whatever the item's texts say.
    """
    sections = {
        "Problem": problem,
        "Solution": solution,
        "Success criteria": "\n".join(_criterion(criterion) for criterion in criteria),
        "Validations": "\n".join(
            f"- {name}: {ValidationStatus(outcome).label}" for name, outcome in validations.items()
        ),
        counted(len(files), "changed file"): "\n".join(f"- {_code(path)}" for path in files),
    }
    written = [_section(heading, text) for heading, text in sections.items() if text.strip()]
    body = "\n\n".join(written)[:LONGEST_BODY]
    return PullRequestText(shortened(harmless(one_line(title)), LONGEST_TITLE), body)


def commit_message(*, title: str, solution: str, item_id: UUID) -> str:
    """Say in a commit what an item wants: GitHub heeds mentions and keywords there as well."""
    return f"{harmless(one_line(title))}\n\n{harmless(solution)}\n\nMason-Item: {item_id}\n"


def harmless(text: str) -> str:
    """Give Markdown that looks the same and mentions nobody, closes no issue and has no HTML."""
    unlinked = _CLOSING.sub(rf"\1{INVISIBLE}\2", cleaned(text))
    return _MEANINGFUL.sub(INVISIBLE, unlinked)


def _section(heading: str, text: str) -> str:
    safe = harmless(text)
    if len(safe) <= LONGEST_SECTION:
        return f"## {heading}\n\n{_closed(safe)}"
    beginning = safe[:LONGEST_SECTION]
    kept = beginning.rpartition("\n")[0] or beginning
    return f"## {heading}\n\n{_closed(kept)}\n\n{CUT}"


def _closed(text: str) -> str:
    """End a block of code that the text leaves open, or it would go on over what follows."""
    fence = ""
    for line in text.split("\n"):
        match = _FENCE.match(line)
        if match is None:
            continue
        if not fence:
            fence = match[1]
        elif match[1].startswith(fence) and not match[2].strip():
            fence = ""
    return f"{text}\n{fence}" if fence else text


def _criterion(criterion: Criterion) -> str:
    return f"- [{'x' if criterion.is_met else ' '}] {one_line(criterion.text)}"


def _code(path: str) -> str:
    """Show a path as code, whatever characters it has."""
    shown = one_line(cleaned(path))
    ticks = "`" * (1 + max(map(len, re.findall("`+", shown)), default=0))
    space = " " if ticks != "`" else ""
    return f"{ticks}{space}{shown}{space}{ticks}"
