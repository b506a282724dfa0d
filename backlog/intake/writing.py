"""Writes a group of findings down as a suggestion."""

import shlex
from collections.abc import Mapping
from typing import Final

from backlog.intake.classification import area_of, benefits_of, is_security_rule, type_of
from backlog.intake.grades import asks_for_redesign
from backlog.intake.grouping import Group
from backlog.intake.rule_texts import texts_of
from backlog.intake.scoring import Extent, Remedy, complexity, effort_score, impact_score
from backlog.intake.suggestion import Suggestion
from backlog.intake.titles import ROOT_NAME, order_of, title_of
from backlog.intake.wording import counted, listed, sentence

FILES_NAMED: Final = 5
"""Files that a solution names before it counts the rest."""

_CHECKS: Final[Mapping[str, str]] = {
    "bandit": "bandit -r -t {rule} {target}",
    "eslint": "npx eslint {target}",
    "ruff": "ruff check --select {rule} {target}",
}
_FIXES: Final[Mapping[str, str]] = {
    "eslint": "npx eslint --fix {target}",
    "ruff": "ruff check --select {rule} --fix {target}",
}


def suggestion_of(group: Group) -> Suggestion:
    """The group as something that a person can decide on."""
    extent = _extent(group)
    return Suggestion(
        title=title_of(group),
        problem=_problem(group),
        solution=_solution(group),
        area=area_of(group),
        type=type_of(group),
        complexity=complexity(extent),
        impact_score=impact_score(extent),
        effort_score=effort_score(extent),
        benefits=benefits_of(group),
        fingerprints=tuple(group.fingerprints),
        known_as=group.holder,
        files=tuple(group.files),
        rule=f"{group.rule.tool} {group.rule.id}",
    )


def _extent(group: Group) -> Extent:
    return Extent(
        severity=group.severity,
        places=group.places,
        files=len(group.files),
        remedy=_remedy(group),
        security=is_security_rule(group.rule),
    )


def _remedy(group: Group) -> Remedy:
    if asks_for_redesign(group.rule):
        return Remedy.REDESIGN
    return Remedy.AUTOMATIC if group.fixable == group.findings else Remedy.EDIT


def _problem(group: Group) -> str:
    texts = texts_of(group.rule)
    same = _same_message(group)
    meaning = sentence(same or texts.meaning or group.rule.summary)
    reason = texts.reason if sentence(texts.reason) != meaning else ""
    return _paragraphs(
        f"{_occurrence(group)} {meaning}".strip(),
        f"Why it matters: {reason}" if reason else "",
        _evidence(group, with_messages=not same),
    )


def _occurrence(group: Group) -> str:
    """How often and where, as a sentence."""
    rule = group.rule
    label = f"{rule.id} ({rule.name})" if rule.name not in {"", rule.id} else rule.id
    often = "once" if group.findings == 1 else f"{group.findings:,} times"
    where = f"{counted(len(group.files), 'file')} of {group.directory or ROOT_NAME}"
    return f"{rule.tool} reports {label} {often} in {where}."


def _same_message(group: Group) -> str:
    """What all places that are listed say; empty when they differ."""
    messages = {place.message for place in group.examples}
    return messages.pop() if len(messages) == 1 else ""


def _evidence(group: Group, *, with_messages: bool) -> str:
    lines = [
        f"- {place}: {place.message}" if with_messages and place.message else f"- {place}"
        for place in group.examples
    ]
    hidden = group.places - len(group.examples)
    if hidden > 0:
        lines.append(f"- and {hidden:,} more")
    return "\n".join(["Where:", "", *lines])


def _solution(group: Group) -> str:
    texts = texts_of(group.rule)
    return _paragraphs(
        f"{order_of(group)} in {listed(list(group.files), limit=FILES_NAMED)}.",
        texts.remedy,
        f"For example, write this instead:\n\n{texts.example}" if texts.example else "",
        _automatic(group),
        _done(group),
        f"More about the rule: {group.rule.help_uri}" if group.rule.help_uri else "",
    )


def _automatic(group: Group) -> str:
    """What the tool can mend by itself."""
    if not group.fixable:
        return ""
    all_of_it = group.fixable == group.findings
    whole = "it" if group.findings == 1 else "all of them"
    share = whole if all_of_it else f"{group.fixable:,} of {group.findings:,} places"
    command = _command(_FIXES, group)
    if not command:
        return f"The report of {group.rule.tool} holds a ready change for {share}."
    return f"{group.rule.tool} knows a change for {share}: `{command}` applies those that are safe."


def _done(group: Group) -> str:
    command = _command(_CHECKS, group)
    reporter = f"`{command}`" if command else group.rule.tool
    return f"Done when {reporter} no longer reports {group.rule.id} there."


def _command(commands: Mapping[str, str], group: Group) -> str:
    rule = group.rule
    template = commands.get(rule.tool.lower(), "")
    target = shlex.quote(group.directory or ".")
    return template.format(rule=shlex.quote(rule.id), target=target)


def _paragraphs(*paragraphs: str) -> str:
    return "\n\n".join(filter(None, paragraphs))
