"""A draft of a repository's filter as a form: floors, rules, blocklist."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django import forms
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from backlog.choices import BlocklistKind, FilterTier
from backlog.exceptions import WrongSetting
from backlog.judging.blocklist import BlockedPattern
from backlog.judging.draft import Draft
from backlog.judging.judge import RULES
from backlog.judging.policy import Policy
from backlog.services.blocklists import checked_pattern

_FLOOR: Final = "floor_"
_CONFIDENCE: Final = "confidence_"
_ASKED: Final = "asked_"
_KEPT: Final = "kept_"


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule's fields in the form."""

    code: str
    tier: FilterTier
    confidence: forms.BoundField
    asked: forms.BoundField


class DraftForm(forms.Form):
    """Begins with what is in force; what is left as it is isn't part of the draft."""

    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        choices=[("", "Nothing"), *BlocklistKind.choices],
        required=False,
        label="Block",
        widget=UnfoldAdminSelectWidget,
    )
    pattern = forms.CharField(required=False, widget=UnfoldAdminTextInputWidget)
    reason = forms.CharField(
        required=False,
        label="Why",
        help_text="Needed for saving; kept in the history.",
        widget=UnfoldAdminTextInputWidget,
    )

    def __init__(self, policy: Policy, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.policy = policy
        for tier in FilterTier:
            self.fields[f"{_FLOOR}{tier}"] = _number(policy.floor(tier), f"Floor of {tier.label}")
        for rule in RULES:
            stated = policy.confidences.get(rule.code, rule.confidence)
            name = f"Confidence of {rule.code}"
            self.fields[f"{_CONFIDENCE}{rule.code}"] = _number(stated, name)
            asked = rule.code not in policy.off
            self.fields[f"{_ASKED}{rule.code}"] = _box(f"Ask {rule.code}", checked=asked)
        for one in policy.blocklist.patterns:
            kept = _box(f"{one.kind.label}: {one.pattern}", checked=True)
            self.fields[f"{_KEPT}{one.id}"] = kept

    @property
    def floors(self) -> list[forms.BoundField]:
        """The fields of the tiers."""
        return [self[f"{_FLOOR}{tier}"] for tier in FilterTier]

    @property
    def rules(self) -> Iterator[RuleRow]:
        """The fields of the rules, in the order in which they are asked."""
        for rule in RULES:
            confidence, asked = self[f"{_CONFIDENCE}{rule.code}"], self[f"{_ASKED}{rule.code}"]
            yield RuleRow(rule.code, rule.tier, confidence, asked)

    @property
    def patterns(self) -> list[forms.BoundField]:
        """The boxes of the patterns that are blocked."""
        return [self[f"{_KEPT}{one.id}"] for one in self.policy.blocklist.patterns]

    def clean(self) -> dict[str, Any]:
        """Check the pattern that is to be blocked, if there is one."""
        given = super().clean() or self.cleaned_data
        if given.get("kind"):
            try:
                given["pattern"] = checked_pattern(given["kind"], given.get("pattern", ""))
            except WrongSetting as error:
                self.add_error("pattern", error.problem)
        elif given.get("pattern"):
            self.add_error("kind", "Choose what the pattern is compared with.")
        return given

    def draft(self) -> Draft:
        """Give what differs from what is in force; the form is valid."""
        given, policy = self.cleaned_data, self.policy
        floors = {tier: given[f"{_FLOOR}{tier}"] for tier in FilterTier}
        stated = {rule.code: given[f"{_CONFIDENCE}{rule.code}"] for rule in RULES}
        now = {r.code: policy.confidences.get(r.code, r.confidence) for r in RULES}
        asked = {rule.code for rule in RULES if given[f"{_ASKED}{rule.code}"]}
        return Draft(
            floors={tier: n for tier, n in floors.items() if n != policy.floor(tier)},
            confidences={code: n for code, n in stated.items() if n != now[code]},
            off=frozenset({rule.code for rule in RULES} - asked - policy.off),
            on=frozenset(asked & policy.off),
            blocked=self._blocked(),
            unblocked=frozenset(self._unblocked()),
        )

    def seen_policy(self) -> UUID | None:
        """Give the policy that the form began with."""
        seen: UUID | None = self.cleaned_data["seen"]
        return seen

    def _blocked(self) -> tuple[BlockedPattern, ...]:
        given = self.cleaned_data
        if not given["kind"]:
            return ()
        why = given["reason"] or "Blocked by a draft."
        return (BlockedPattern(BlocklistKind(given["kind"]), given["pattern"], why),)

    def _unblocked(self) -> Iterator[UUID]:
        for one in self.policy.blocklist.patterns:
            if one.id is not None and not self.cleaned_data[f"{_KEPT}{one.id}"]:
                yield one.id


def _number(initial: Decimal, label: str) -> forms.DecimalField:
    return forms.DecimalField(
        min_value=0,
        max_value=1,
        decimal_places=2,
        initial=initial,
        label=label,
        widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "0.01", "aria-label": label}),
    )


def _box(label: str, *, checked: bool) -> forms.BooleanField:
    widget = UnfoldBooleanWidget(attrs={"aria-label": label})
    return forms.BooleanField(required=False, initial=checked, label=label, widget=widget)
