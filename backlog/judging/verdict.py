"""What the filter says about a suggestion."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from backlog.choices import FilterTier


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """One rule's reason to keep a suggestion out; `evidence` says what was matched.

    `stated` is how sure the rule is by itself, `confidence` what people's restoring left of that;
    both, and the `floor` of its tier, from 0 to 1. `repeats` is the item that is said again.
    """

    code: str
    tier: FilterTier
    stated: Decimal
    confidence: Decimal
    floor: Decimal
    sentence: str
    evidence: str
    at_most: Decimal | None = None
    """How sure any confidence of the rule may make this match, where it is a weak one."""
    restores: int = 0
    confirmations: int = 0
    repeats: UUID | None = None

    @property
    def reason(self) -> str:
        """The rule's code and sentence, as `filter_reason` holds them."""
        return f"{self.code}: {self.sentence}"

    @property
    def filters(self) -> bool:
        """Whether the confidence reaches the tier's floor."""
        return self.confidence >= self.floor


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every objection in the order of the rules, and the codes of rules that weren't asked.

    `unasked` needed a checkout where there was none; `off` are switched off in the repository.
    """

    objections: tuple[Objection, ...] = ()
    unasked: tuple[str, ...] = ()
    off: tuple[str, ...] = ()

    @property
    def filtering(self) -> Objection | None:
        """The first objection that filters, or None for a suggestion that passes."""
        return next((one for one in self.objections if one.filters), None)

    @property
    def repeats(self) -> UUID | None:
        """The item that the suggestion says again, where that is why it is filtered."""
        return self.filtering.repeats if self.filtering else None
