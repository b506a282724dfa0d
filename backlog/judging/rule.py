"""What a rule of the filter is. Each stands in a file of its own in `backlog/judging/rules/`."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from backlog.choices import FilterTier
from backlog.judging.context import Context


@dataclass(frozen=True, slots=True)
class Match:
    """What a rule found against a suggestion.

    `evidence` says what was matched. `sentence` stands in place of the rule's own, `confidence` in
    place of the rule's where this match is a weaker one; `repeats` is the item that the suggestion
    says again.
    """

    evidence: str
    sentence: str = ""
    confidence: Decimal | None = None
    repeats: UUID | None = None


type Look = Callable[[Context], Match | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule: its stable code, how sure it is before decay (0 to 1), and what it says.

    One that needs a checkout is silent where there is none.
    """

    code: str
    tier: FilterTier
    confidence: Decimal
    sentence: str
    look: Look
    needs_checkout: bool = False
