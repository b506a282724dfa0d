"""Parts of a rule's documentation: what it means, why it matters, what to do instead."""

import re
from dataclasses import dataclass
from typing import Final

from backlog.intake.advice import advice_on
from backlog.intake.finding import Rule
from backlog.intake.wording import one_line, shortened, without_links

LONGEST_REASON: Final = 700
"""Characters of why a rule matters."""

LONGEST_REMEDY: Final = 1_200
"""Characters of what to do instead."""

_HEADING: Final = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
_REASONS: Final = ("why is this bad?", "why", "rationale", "description", "overview", "details")
_REMEDIES: Final = ("recommendation", "how to fix", "remediation", "mitigation", "solution", "fix")
_INSTEAD: Final = re.compile(r"^Use instead:?\s*\n+(```.*?^```)", re.MULTILINE | re.DOTALL)
_MEANING: Final = "what it does"
_PREVIEW: Final = re.compile(r"In \[?preview\b")


@dataclass(frozen=True, slots=True)
class RuleTexts:
    """Each part as Markdown; empty where the documentation doesn't have it."""

    meaning: str = ""
    reason: str = ""
    remedy: str = ""
    example: str = ""


def texts_of(rule: Rule) -> RuleTexts:
    """Take the parts out of the rule's description and help, by their headings if they have any."""
    sections = _sections(rule.help) | _sections(rule.description)
    advice = advice_on(rule)
    reason = advice.reason or _first(sections, _REASONS) or _plain(rule)
    remedy = advice.remedy or _first(sections, _REMEDIES)
    example = _INSTEAD.search(rule.description)
    return RuleTexts(
        meaning=one_line(sections.get(_MEANING, "")),
        reason=_running_text(reason, LONGEST_REASON),
        remedy=_running_text(remedy, LONGEST_REMEDY),
        example=example[1] if example and len(example[1]) <= LONGEST_REMEDY else "",
    )


def _sections(markdown: str) -> dict[str, str]:
    """The text under each heading, by the heading in lower case."""
    _, *parts = _HEADING.split(without_links(markdown))
    return {
        heading.lower(): text.strip() for heading, text in zip(parts[::2], parts[1::2], strict=True)
    }


def _first(sections: dict[str, str], names: tuple[str, ...]) -> str:
    return next((sections[name] for name in names if sections.get(name)), "")


def _plain(rule: Rule) -> str:
    """A description or help without headings is a reason as a whole."""
    texts = (text for text in (rule.description, rule.help) if text and not _HEADING.search(text))
    return without_links(next(texts, ""))


def _running_text(text: str, length: int) -> str:
    """The first paragraphs, each on a line, up to code, what leads up to it, or `length`."""
    paragraphs = [one_line(each) for each in text.split("\n\n") if not _PREVIEW.match(each.strip())]
    kept: list[str] = []
    for paragraph in filter(None, paragraphs):
        full = sum(map(len, kept)) + len(paragraph) > length
        if kept and (full or paragraph.startswith("```") or paragraph.endswith(":")):
            break
        kept.append(paragraph)
    return shortened("\n\n".join(kept), length)
