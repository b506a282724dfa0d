"""A change of the filter that is tried before it is saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Final
from uuid import UUID

from backlog.choices import FilterTier
from backlog.exceptions import WrongSetting
from backlog.judging.blocklist import BlockedPattern, Blocklist
from backlog.judging.judge import RULES
from backlog.judging.policy import TIER_FLOORS, Policy

_CENT: Final = Decimal("0.01")
_OWN: Final = {rule.code: rule.confidence for rule in RULES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What would be set: floors by tier, confidences by rule, rules off and on, patterns.

    `unblocked` are the ids of patterns that would come off the blocklist.
    """

    floors: Mapping[FilterTier, Decimal] = field(default_factory=dict)
    confidences: Mapping[str, Decimal] = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    on: frozenset[str] = frozenset()
    blocked: tuple[BlockedPattern, ...] = ()
    unblocked: frozenset[UUID] = frozenset()

    @property
    def changes_anything(self) -> bool:
        """Whether anything is set at all."""
        parts = (self.floors, self.confidences, self.off, self.on, self.blocked, self.unblocked)
        return any(parts)

    def applied_to(self, policy: Policy) -> Policy:
        """Give the policy with the draft's changes; what is as Mason has it isn't named."""
        floors = {**policy.floors, **self.floors}
        confidences = {**policy.confidences, **self.confidences}
        kept = (one for one in policy.blocklist.patterns if one.id not in self.unblocked)
        return replace(
            policy,
            floors={tier: n for tier, n in floors.items() if n != TIER_FLOORS[tier]},
            confidences={code: n for code, n in confidences.items() if n != _OWN.get(code)},
            off=(policy.off | self.off) - self.on,
            blocklist=Blocklist((*kept, *self.blocked)),
        )


def checked_tier(name: str) -> FilterTier:
    """Give the tier of this name; raises WrongSetting."""
    if name not in FilterTier.values:
        raise WrongSetting("floor", f"“{name}” must be one of {', '.join(FilterTier.values)}")
    return FilterTier(name)


def checked_code(code: str, *, setting: str = "rule") -> str:
    """Give the code of a rule; raises WrongSetting."""
    if code not in _OWN:
        raise WrongSetting(setting, f"there is no rule “{code}”; the rules are {', '.join(_OWN)}")
    return code


def checked_confidence(text: str, *, setting: str) -> Decimal:
    """Give a number from 0.00 to 1.00 of at most two digits; raises WrongSetting."""
    try:
        number = Decimal(text.strip())
        if 0 <= number <= 1 and number == number.quantize(_CENT):
            return number.quantize(_CENT)
    except InvalidOperation:
        pass  # the sentence below says what would be right
    raise WrongSetting(setting, f"“{text}” must be a number from 0.00 to 1.00, of two digits")
