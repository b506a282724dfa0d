"""The area and type table of docs/reviewing.md, and what somebody gains from each kind of rule."""

import re
from collections.abc import Mapping
from posixpath import splitext
from typing import Final

from backlog.choices import Area, BenefitCategory, ItemType
from backlog.intake.finding import Rule, Severity
from backlog.intake.grades import RUFF
from backlog.intake.grouping import Group
from backlog.intake.suggestion import Benefit

FRONTEND_SUFFIXES: Final = frozenset(
    (
        ".astro",
        ".cjs",
        ".css",
        ".hbs",
        ".htm",
        ".html",
        ".jinja",
        ".jinja2",
        ".js",
        ".jsx",
        ".less",
        ".mjs",
        ".sass",
        ".scss",
        ".svelte",
        ".svg",
        ".ts",
        ".tsx",
        ".vue",
    )
)
"""File kinds of the area frontend; all others are backend."""

TYPE_WORDS: Final[Mapping[ItemType, frozenset[str]]] = {
    ItemType.AUTH: frozenset(
        (
            "account",
            "accounts",
            "auth",
            "authentication",
            "authorization",
            "crypto",
            "csrf",
            "jwt",
            "login",
            "logout",
            "oauth",
            "password",
            "passwords",
            "permission",
            "permissions",
            "secret",
            "secrets",
            "security",
            "session",
            "sessions",
            "sso",
            "token",
            "tokens",
            "xss",
        )
    ),
    ItemType.DISCOVERY: frozenset(
        (
            "a11y",
            "accessibility",
            "nav",
            "navigation",
            "route",
            "router",
            "routes",
            "routing",
            "search",
            "seo",
            "sitemap",
            "urls",
        )
    ),
    ItemType.DASHBOARD: frozenset(
        (
            "admin",
            "chart",
            "charts",
            "component",
            "components",
            "dashboard",
            "dashboards",
            "template",
            "templates",
            "theme",
            "ui",
            "widget",
            "widgets",
        )
    ),
}
"""Words of a path or a rule's tags that make an item's type, the first type that fits."""

_RUFF_SECURITY: Final = re.compile(r"S\d+")
_SECURITY_TAG: Final = re.compile(r"security|(external/cwe/)?cwe-\d+", re.IGNORECASE)
_RUFF_PERFORMANCE: Final = ("PERF", "C4", "ASYNC", "RUF017")
_PERFORMANCE_TAG: Final = "performance"
_WORD: Final = re.compile(r"[A-Za-z][a-z0-9]+|[A-Z0-9]{2,}")

_SAFER: Final = Benefit(
    BenefitCategory.RELIABILITY,
    "shield",
    "Fewer ways in",
    "Code that an attacker could use is gone.",
)
_SOUNDER: Final = Benefit(
    BenefitCategory.RELIABILITY,
    "check_circle",
    "Fewer failures",
    "Code that goes wrong at run time is put right before anybody meets it.",
)
_FASTER: Final = Benefit(
    BenefitCategory.PERFORMANCE,
    "speed",
    "Less waiting",
    "Work that costs time without bringing anything is gone.",
)
_CLEARER: Final = Benefit(
    BenefitCategory.OPERATIONS,
    "build",
    "Easier upkeep",
    "The code says what it means, so the next change takes less time.",
)
_SMOOTHER: Final = Benefit(
    BenefitCategory.USER_EXPERIENCE,
    "sentiment_satisfied",
    "Pages that work",
    "People meet fewer faults in what they see and click.",
)


def is_security_rule(rule: Rule) -> bool:
    """Whether the tool, or the family of the rule, says that it is about security."""
    if rule.tool.lower() == RUFF:
        return _RUFF_SECURITY.fullmatch(rule.id) is not None
    tagged = any(_SECURITY_TAG.match(tag) for tag in rule.tags)
    return rule.security_severity is not None or tagged


def area_of(group: Group) -> Area:
    """The area that most of the places are in."""
    frontend = sum(count for path, count in group.files.items() if _is_frontend(path))
    return Area.FRONTEND if 2 * frontend > group.places else Area.BACKEND


def type_of(group: Group) -> ItemType:
    """The type by the rule, the tags and the words of the paths; see TYPE_WORDS."""
    if is_security_rule(group.rule):
        return ItemType.AUTH
    words = _words(group)
    fitting = (each for each, signs in TYPE_WORDS.items() if words & signs)
    frontend = area_of(group) is Area.FRONTEND
    return next(fitting, ItemType.DASHBOARD if frontend else ItemType.BACKEND)


def benefits_of(group: Group) -> tuple[Benefit, ...]:
    """One or two things that somebody gains."""
    gains = []
    if is_security_rule(group.rule):
        gains.append(_SAFER)
    elif _is_performance_rule(group.rule):
        gains.append(_FASTER)
    elif group.severity >= Severity.ERROR:
        gains.append(_SOUNDER)
    else:
        gains.append(_CLEARER)
    if area_of(group) is Area.FRONTEND and group.severity >= Severity.ERROR:
        gains.append(_SMOOTHER)
    return tuple(gains)


def _is_performance_rule(rule: Rule) -> bool:
    if rule.tool.lower() == RUFF:
        return rule.id.startswith(_RUFF_PERFORMANCE)
    return any(tag.lower() == _PERFORMANCE_TAG for tag in rule.tags)


def _is_frontend(path: str) -> bool:
    return splitext(path)[1].lower() in FRONTEND_SUFFIXES


def _words(group: Group) -> set[str]:
    """The words of the directory, of the file when there is only one, and of the rule's tags."""
    place = next(iter(group.files)) if len(group.files) == 1 else group.directory
    named = " ".join([place, group.rule.id, *group.rule.tags])
    return {word.lower() for word in _WORD.findall(named)}
