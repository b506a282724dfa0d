"""What to do about a group of findings, in one line."""

import re
from collections.abc import Iterator
from typing import Final

from backlog.intake.finding import Rule
from backlog.intake.grouping import Group
from backlog.intake.phrasebook import phrase
from backlog.intake.wording import (
    capitalised,
    counted,
    first_sentence,
    one_line,
    shortened,
    without_links,
)

ROOT_NAME: Final = "the project root"

LONGEST_ACTION: Final = 80
"""Characters of what is to be done, before how often and where."""

LONGEST_ID: Final = 40
"""Characters of a rule's id; of a longer one its last part is shown."""

LONGEST_NAME: Final = 8
"""Words of what is taken for the name of a problem."""

LEAST_NAME: Final = 2
"""Words of a rule's name that says something by itself."""

_IMPERATIVES: Final = (
    (re.compile(r"disallows? (?:the )?(?:use|usage) of (?=\S)", re.IGNORECASE), "Remove uses of "),
    (re.compile(r"disallows? (?=\S)", re.IGNORECASE), "Remove "),
    (re.compile(r"requires? (?:the use of )?(?=\S)", re.IGNORECASE), "Use "),
    (re.compile(r"no (?=\S)", re.IGNORECASE), "Remove "),
)
_VERBS: Final = frozenset(
    (
        "add",
        "always",
        "avoid",
        "check",
        "convert",
        "declare",
        "define",
        "disable",
        "do",
        "don't",
        "enable",
        "enforce",
        "ensure",
        "fix",
        "handle",
        "limit",
        "make",
        "move",
        "never",
        "prefer",
        "remove",
        "rename",
        "replace",
        "set",
        "simplify",
        "specify",
        "update",
        "upgrade",
        "use",
        "validate",
        "verify",
    )
)
_PREDICATE: Final = re.compile(
    r"\b(are|be|been|can|cannot|could|does|has|have|is|isn't|may|might|must|not|should|was|were"
    r"|will|would)\b"
)
_MEANINGLESS_NAMES: Final = frozenset({"blacklist", "semgrep finding"})
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|\d+")


def title_of(group: Group) -> str:
    """What to do, how often, where, and the rule's id; unique for rule and directory."""
    where = group.directory or ROOT_NAME
    return f"{action_of(group)} in {where} ({_short_id(group.rule.id)})"


def order_of(group: Group) -> str:
    """What to do and how often, always as an order."""
    action = action_of(group)
    well_known = phrase(group.rule.tool, group.rule.id, group.findings) is not None
    return (
        action
        if well_known or _as_imperative(action)
        else f"Put {counted(group.findings, 'place')} right"
    )


def action_of(group: Group) -> str:
    """What to do or what is wrong, and how often, ready to be followed by “in” and a place."""
    known = phrase(group.rule.tool, group.rule.id, group.findings)
    if known:
        return known
    places = counted(group.findings, "place")
    name = next(_names(group.rule), "")
    if name:
        return _named(shortened(name, LONGEST_ACTION), places)
    statement = next(_statements(group), f"Fix {_short_id(group.rule.id)}")
    return _stated(shortened(statement, LONGEST_ACTION), places)


def _named(name: str, places: str) -> str:
    """The action for what a tool calls the problem: an order, a statement or a noun phrase."""
    if _as_imperative(name) or len(name.split()) > LONGEST_NAME or _PREDICATE.search(name):
        return _stated(name, places)
    return f"Fix {_lower_first(name)} in {places}"


def _stated(statement: str, places: str) -> str:
    imperative = _as_imperative(statement)
    if imperative:
        return f"{imperative} in {places}"
    return f"{capitalised(statement)}: {places}"


def _as_imperative(text: str) -> str | None:
    """`text` as something to do; None when it isn't worded so that this can be told."""
    for pattern, replacement in _IMPERATIVES:
        start = pattern.match(text)
        if start:
            return replacement + text[start.end() :]
    first = text.split(maxsplit=1)[0].lower() if text.strip() else ""
    return capitalised(text) if first in _VERBS else None


def _names(rule: Rule) -> Iterator[str]:
    """What the tool calls the problem, the best wording first."""
    yield from filter(None, [_name_in_words(rule)])
    yield from _meaningful(rule, [rule.summary])


def _statements(group: Group) -> Iterator[str]:
    """What the tool says about the problem where it has no name for it."""
    yield from _meaningful(group.rule, [group.rule.description, group.examples[0].message])


def _meaningful(rule: Rule, texts: list[str]) -> Iterator[str]:
    """First sentences that say more than the rule's id."""
    for text in texts:
        plain = first_sentence(without_links(text).removeprefix(f"{rule.id}: "))
        if " " in plain and rule.id not in plain and not plain.startswith("#"):
            yield plain


def _name_in_words(rule: Rule) -> str:
    """A name like `bare-except` or `UnusedImport` as words; empty when it is no such name."""
    if rule.name == rule.id or re.search(r"[^\w-]", rule.name):
        return ""
    words = [word if word.isupper() else word.lower() for word in _WORD.findall(rule.name)]
    named = " ".join(words)
    return "" if len(words) < LEAST_NAME or named in _MEANINGLESS_NAMES else named


def _lower_first(text: str) -> str:
    """`text` in the middle of a sentence; abbreviations stay as they are."""
    first = text.split(maxsplit=1)[0]
    return text if first[1:] != first[1:].lower() else text[:1].lower() + text[1:]


def _short_id(rule_id: str) -> str:
    text = one_line(rule_id)
    return text if len(text) <= LONGEST_ID else shortened(re.split(r"[./]", text)[-1], LONGEST_ID)
