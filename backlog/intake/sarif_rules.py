"""Which rule a SARIF result breaks, and the rule's texts (SARIF 2.1.0, 3.19 and 3.49 to 3.52)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from backlog.intake.finding import Rule
from backlog.intake.json_values import as_array, as_index, as_object, as_text, element
from backlog.intake.wording import one_line, shortened, without_links

LONGEST_MESSAGE: Final = 300
"""Characters kept of a result's message, of one of its arguments, and of a rule's summary."""

LONGEST_NAME: Final = 200
"""Characters kept of the name of a tool, a rule or a tag, and of a rule's id."""

LONGEST_ADDRESS: Final = 2_000
"""Characters kept of the address of a rule's documentation."""

MOST_TAGS: Final = 50
"""Tags kept of a rule."""

HIGHEST_SECURITY_SEVERITY: Final = 10.0
_PLACEHOLDER: Final = re.compile(r"\{\{|\}\}|\{(\d{1,4})\}")


@dataclass(frozen=True, slots=True)
class KnownRule:
    """A rule with what only reading a result needs: its default level and message templates."""

    rule: Rule
    level: str
    messages: Mapping[str, Any]


class RuleBook:
    """The rules that a run's tool describes, in its driver and its extensions."""

    def __init__(self, tool: Mapping[str, Any]) -> None:
        driver = as_object(tool.get("driver"))
        self.tool = as_text(driver.get("name"), LONGEST_NAME) or "the analyser"
        self._global_messages = as_object(driver.get("globalMessageStrings"))
        self._extensions = as_array(tool.get("extensions"))
        self._components = [driver, *map(as_object, self._extensions)]
        self._by_id = [_descriptors_by_id(component) for component in self._components]
        self._known: dict[tuple[str, int | None, int | None], KnownRule | None] = {}

    def rule_of(self, result: Mapping[str, Any]) -> KnownRule | None:
        """The rule that `result` names by id or index; None when it names none."""
        reference = as_object(result.get("rule"))
        rule_id = _id_of(result, "ruleId") or _id_of(reference)
        index = as_index(result.get("ruleIndex", reference.get("index")))
        component = self._component_index(as_object(reference.get("toolComponent")))
        key = (rule_id, index, component)
        if key not in self._known:
            self._known[key] = self._look_up(*key)
        return self._known[key]

    def message(self, result: Mapping[str, Any], known: KnownRule) -> str:
        """What the result says, on one line, placeholders filled; empty when it says nothing."""
        message = as_object(result.get("message"))
        template = _text(message)
        if not template:
            name = as_text(message.get("id"))
            template = _text(known.messages.get(name)) or _text(self._global_messages.get(name))
        filled = _filled(template, as_array(message.get("arguments")))
        plain = one_line(without_links(filled)).removeprefix(f"{known.rule.id}: ")
        return shortened(plain, LONGEST_MESSAGE)

    def _component_index(self, reference: Mapping[str, Any]) -> int | None:
        """Position of the component that is referred to; None for none in particular."""
        index = as_index(reference.get("index"))
        if index is not None and index < len(self._extensions):
            return index + 1
        name = as_text(reference.get("name"))
        named = (i for i, each in enumerate(self._components) if each.get("name") == name)
        return next(named, None) if name else None

    def _look_up(self, rule_id: str, index: int | None, component: int | None) -> KnownRule | None:
        described = as_array(self._components[component or 0].get("rules"))
        descriptor = element(described, index)
        own_id = _id_of(descriptor)
        if rule_id and rule_id != own_id and not rule_id.startswith(f"{own_id}/"):
            descriptor = self._descriptor_by_id(rule_id, component)
        name = rule_id or own_id
        return _known_rule(self.tool, name, descriptor) if name else None

    def _descriptor_by_id(self, rule_id: str, component: int | None) -> dict[str, Any]:
        books = self._by_id if component is None else [self._by_id[component]]
        found = (book[name] for name in _with_parents(rule_id) for book in books if name in book)
        return next(found, {})


def _id_of(described: Mapping[str, Any], key: str = "id") -> str:
    return as_text(described.get(key), LONGEST_NAME)


def _descriptors_by_id(component: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    descriptors = map(as_object, as_array(component.get("rules")))
    return {_id_of(each): each for each in descriptors}


def _with_parents(rule_id: str) -> Iterator[str]:
    """`a/b/c`, then `a/b`, then `a`: an id is a hierarchy."""
    parts = rule_id.split("/")
    return ("/".join(parts[:length]) for length in range(len(parts), 0, -1))


def _known_rule(tool: str, rule_id: str, descriptor: Mapping[str, Any]) -> KnownRule:
    properties = as_object(descriptor.get("properties"))
    rule = Rule(
        tool=tool,
        id=rule_id,
        name=(as_text(descriptor.get("name")) or as_text(properties.get("name")))[:LONGEST_NAME],
        summary=one_line(_text(descriptor.get("shortDescription"))[:LONGEST_MESSAGE]),
        description=_text(descriptor.get("fullDescription")),
        help=_text(descriptor.get("help"), prefer="markdown"),
        help_uri=one_line(as_text(descriptor.get("helpUri"), LONGEST_ADDRESS)),
        tags=_tags(properties),
        security_severity=_security_severity(properties.get("security-severity")),
    )
    configuration = as_object(descriptor.get("defaultConfiguration"))
    messages = as_object(descriptor.get("messageStrings"))
    return KnownRule(rule, as_text(configuration.get("level")), messages)


def _tags(properties: Mapping[str, Any]) -> tuple[str, ...]:
    tags = (as_text(tag, LONGEST_NAME) for tag in as_array(properties.get("tags"))[:MOST_TAGS])
    return tuple(filter(None, tags))


def _text(value: object, *, prefer: str = "text") -> str:
    """The text of a SARIF message object, in either of its two forms."""
    forms = as_object(value)
    return (
        as_text(forms.get(prefer)) or as_text(forms.get("text")) or as_text(forms.get("markdown"))
    )


def _security_severity(value: object) -> float | None:
    """A score from 0 to 10, which tools write as text; None for anything else."""
    try:
        score = float(value) if isinstance(value, str | float | int) else -1.0
    except (ValueError, OverflowError):
        return None
    return score if 0 <= score <= HIGHEST_SECURITY_SEVERITY else None


def _filled(template: str, arguments: list[Any]) -> str:
    """`template` with `{0}` and so on replaced; doubled braces stand for themselves."""

    def replacement(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0][0]
        index = int(match[1])
        known = index < len(arguments)
        return as_text(arguments[index], LONGEST_MESSAGE) if known else match[0]

    return _PLACEHOLDER.sub(replacement, template) if arguments else template
