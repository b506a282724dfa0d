"""A draft of the filter, as options of a command."""

from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from backlog.choices import BlocklistKind, FilterTier
from backlog.exceptions import WrongSetting
from backlog.judging.blocklist import BlockedPattern
from backlog.judging.draft import Draft, checked_code, checked_confidence, checked_tier
from backlog.services.blocklists import checked_kind, checked_pattern

DRAFTED: Final = "Blocked by a draft."
"""The reason of a pattern that is tried without one."""


def add_draft_arguments(parser: ArgumentParser) -> None:
    """Declare what a draft may set; each option may be given several times."""
    options = {
        "--floor": ("TIER=NUMBER", "the floor of tier1, tier2 or tier3, as in tier2=0.80"),
        "--confidence": ("RULE=NUMBER", "how sure a rule is, as in duplicate_title=0.70"),
        "--off": ("RULE", "a rule to switch off"),
        "--on": ("RULE", "a rule to switch on again"),
        "--block": ("KIND:PATTERN", "a path, title or rule to block, as in path:legacy/"),
        "--unblock": ("ID", "a pattern to take off the blocklist"),
    }
    for name, (metavar, text) in options.items():
        parser.add_argument(name, action="append", default=[], metavar=metavar, help=text)


def draft_of(options: Mapping[str, Any], *, reason: str = "") -> Draft:
    """Read the draft; raises WrongSetting, which names the option and what would be right."""
    return Draft(
        floors=dict(_floor(given) for given in options["floor"]),
        confidences=dict(_confidence(given) for given in options["confidence"]),
        off=_codes(options["off"], "off"),
        on=_codes(options["on"], "on"),
        blocked=tuple(_blocked(given, reason) for given in options["block"]),
        unblocked=frozenset(_id(given) for given in options["unblock"]),
    )


def _floor(given: str) -> tuple[FilterTier, Decimal]:
    tier, number = _pair(given, "=", "floor", "tier2=0.80")
    return checked_tier(tier), checked_confidence(number, setting="floor")


def _confidence(given: str) -> tuple[str, Decimal]:
    code, number = _pair(given, "=", "confidence", "duplicate_title=0.70")
    return (
        checked_code(code, setting="confidence"),
        checked_confidence(number, setting="confidence"),
    )


def _codes(given: Iterable[str], setting: str) -> frozenset[str]:
    return frozenset(checked_code(code, setting=setting) for code in given)


def _blocked(given: str, reason: str) -> BlockedPattern:
    kind, pattern = _pair(given, ":", "block", "path:legacy/")
    text = checked_pattern(checked_kind(kind), pattern)
    return BlockedPattern(BlocklistKind(kind), text, reason or DRAFTED)


def _id(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError as error:
        raise WrongSetting("unblock", f"“{given}” must be the id of a pattern") from error


def _pair(given: str, separator: str, setting: str, example: str) -> tuple[str, str]:
    left, found, right = given.partition(separator)
    if not found:
        raise WrongSetting(setting, f"“{given}” must be written as in {example}")
    return left.strip(), right
