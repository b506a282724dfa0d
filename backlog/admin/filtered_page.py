"""What the page of a filtered item says: why it was filtered, and what it repeats."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.admin.relating import changelist_url, row_url
from backlog.admin.badges import FILTER_TIER, ITEM_STATUS, OVERRIDE_STATUS
from backlog.admin.benefits import benefit_cards
from backlog.admin.explaining import shown_explanation
from backlog.admin.rule_filters import RULE_PARAMETER
from backlog.admin.side_by_side import Pair, side_by_side
from backlog.choices import FilterTier, OverrideStatus
from backlog.judging.calibration import calibrated
from backlog.judging.decay import NO_TALLY, Tally
from backlog.judging.judge import RULES
from backlog.judging.policy import Policy
from backlog.models import BacklogItem, FilteredItem
from backlog.prd.rendering import rendered
from backlog.rule_codes import reason_parts
from backlog.services.feedback import feedback_by_rule
from backlog.services.policies import policy_of

LINKED_IDS: Final = 20
"""Ids in an evidence that are looked up."""

_ID: Final = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why something was filtered; what isn't known of the rule or its tier is empty or None.

    `now` is the rule's confidence after what was restored in the repository since.
    """

    code: str
    sentence: str
    cases_url: str
    tier: str
    tier_variant: str
    floor: Decimal | None
    then: Decimal
    now: Decimal | None
    restores: int
    evidence: SafeString

    @property
    def filters_now(self) -> bool:
        """Whether the rule would still filter."""
        return self.now is not None and self.floor is not None and self.now >= self.floor


@dataclass(frozen=True, slots=True)
class Comparison:
    """A filtered item beside the item that it repeats, text by text."""

    item: BacklogItem
    url: str
    variant: str
    texts: Sequence[tuple[str, Sequence[Pair]]]


def page_of(row: FilteredItem) -> dict[str, Any]:
    """Give what the page's template shows; the row comes with its repository and run."""
    named, held = named_items(row), held_items(row)
    repeated = repeated_item(row, named, held)
    is_restored = row.override_status == OverrideStatus.RESTORED
    return {
        "row": row,
        "override_variant": OVERRIDE_STATUS[row.override_status],
        "why": why_filtered(row, named),
        "restored_as": [(str(item), row_url(item)) for item in held] if is_restored else [],
        "comparison": comparison_of(row, repeated) if repeated else None,
        "judgement": shown_explanation(row),
        "problem": rendered(row.problem),
        "solution": rendered(row.solution),
        "benefits": benefit_cards(row.benefits),
        "repository_url": row_url(row.repository) if row.repository else "",
        "run_url": row_url(row.analysis_run) if row.analysis_run else "",
        "rules_url": reverse("admin:backlog_filter_rules"),
    }


def why_filtered(row: FilteredItem, items: Mapping[UUID, BacklogItem]) -> Why:
    """Give the rule's reasons; `items` are those that the evidence names."""
    reason = reason_parts(row.filter_reason)
    tier = FilterTier(row.filter_tier) if row.filter_tier else None
    tally, policy = _tally(row, reason.code), _policy(row)
    own = next((r.confidence for r in RULES if (r.tier, r.code) == (tier, reason.code)), None)
    stated = policy.confidences.get(reason.code, own)
    filters = {RULE_PARAMETER: reason.code}
    if row.repository_id:
        filters["repository__id__exact"] = str(row.repository_id)
    return Why(
        code=reason.code,
        sentence=reason.sentence,
        cases_url=changelist_url(FilteredItem, **filters),
        tier=str(tier.label) if tier else "",
        tier_variant=FILTER_TIER[tier] if tier else "",
        floor=policy.floor(tier) if tier else None,
        then=row.filter_confidence,
        now=None if stated is None else calibrated(stated, tally, policy.calibration),
        restores=tally.restores,
        evidence=_linked(row.evidence or "", items),
    )


def named_items(row: FilteredItem) -> dict[UUID, BacklogItem]:
    """Give the items whose ids the evidence names, in its order."""
    ids = [UUID(text) for text in dict.fromkeys(_ID.findall(row.evidence or ""))][:LINKED_IDS]
    found = BacklogItem.objects.in_bulk(ids) if ids else {}
    return {item_id: found[item_id] for item_id in ids if item_id in found}


def held_items(row: FilteredItem) -> list[BacklogItem]:
    """Give the items that share a fingerprint with the row."""
    items = BacklogItem.objects.filter(fingerprints__filtered_item=row).distinct()
    return list(items.order_by("pk")[:LINKED_IDS])


def repeated_item(
    row: FilteredItem, named: Mapping[UUID, BacklogItem], held: Sequence[BacklogItem]
) -> BacklogItem | None:
    """Give the item that the row repeats: what a restored row became isn't one."""
    if named:
        return next(iter(named.values()))
    if held and row.override_status != OverrideStatus.RESTORED:
        return held[0]
    return None


def comparison_of(row: FilteredItem, item: BacklogItem) -> Comparison:
    """Give both, side by side."""
    pairs = (
        ("Title", row.title, item.title),
        ("Scores", _scores(row), _scores(item)),
        ("Problem", row.problem, item.problem),
        ("Solution", row.solution, item.solution),
    )
    texts = [(name, side_by_side(left, right)) for name, left, right in pairs]
    return Comparison(item, row_url(item), ITEM_STATUS[item.status], texts)


def _tally(row: FilteredItem, code: str) -> Tally:
    if row.repository_id is None:
        return NO_TALLY
    return feedback_by_rule(row.repository_id).get((row.filter_tier or "", code), NO_TALLY)


def _policy(row: FilteredItem) -> Policy:
    return Policy() if row.repository_id is None else policy_of(row.repository_id)


def _linked(text: str, items: Mapping[UUID, BacklogItem]) -> SafeString:
    """The text with each id of an item as a link to it."""
    parts, end = [], 0
    for match in _ID.finditer(text):
        item = items.get(UUID(match[0]))
        if item is not None:
            link = format_html('<a class="text-link" href="{}">{}</a>', row_url(item), match[0])
            parts += [escape(text[end : match.start()]), link]
            end = match.end()
    return mark_safe("".join([*parts, escape(text[end:])]))  # noqa: S308 - each part is escaped


def _scores(row: FilteredItem | BacklogItem) -> str:
    scores = (row.impact_score, row.effort_score, row.complexity)
    shown = ("not known" if score is None else str(score) for score in scores)
    return "Impact {}, effort {}, complexity {}".format(*shown)
