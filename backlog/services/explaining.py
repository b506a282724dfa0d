"""Why a suggestion became an item or was filtered: what each rule said of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from backlog.choices import FilterTier
from backlog.exceptions import SuggestionNotFound
from backlog.judging.judge import RULES
from backlog.models import BacklogItem, FilteredItem, Judgement, Sighting
from backlog.rule_codes import reason_parts


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleAnswer:
    """What one rule said; without an objection `answer` says that, or why it wasn't asked.

    `stated` is how sure the rule was by itself, `confidence` what was left after `restores`.
    """

    code: str
    tier: FilterTier
    answer: str
    evidence: str = ""
    stated: Decimal | None = None
    confidence: Decimal | None = None
    floor: Decimal | None = None
    restores: int = 0
    confirmations: int = 0
    filtered: bool = False

    @property
    def objected(self) -> bool:
        """Whether the rule had something against the suggestion."""
        return self.confidence is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A suggestion's row with what each rule said, in the order in which they were asked.

    `judged_at` is None where the row was written by another program: of a filtered item the rule
    that it names is all that is known.
    """

    row: BacklogItem | FilteredItem
    judged_at: datetime | None
    answers: tuple[RuleAnswer, ...]
    is_exempt: bool = False
    sightings: tuple[Sighting, ...] = field(default=())

    @property
    def passed(self) -> bool:
        """Whether the suggestion became an item."""
        return isinstance(self.row, BacklogItem)

    @property
    def filtered_by(self) -> RuleAnswer | None:
        """The answer that filtered it."""
        return next((answer for answer in self.answers if answer.filtered), None)


def explanation_of(row: BacklogItem | FilteredItem) -> Explanation:
    """Explain an item or a filtered item; two queries."""
    judgement = Judgement.objects.of_row(row.pk).first()
    sightings = tuple(Sighting.objects.of_row(row.pk).select_related("analysis_run"))
    if judgement is None:
        return Explanation(
            row=row, judged_at=None, answers=tuple(_stated_by(row)), sightings=sightings
        )
    return Explanation(
        row=row,
        judged_at=judgement.judged_at,
        answers=tuple(_answers(judgement)),
        is_exempt=judgement.is_exempt,
        sightings=sightings,
    )


def find_suggestion(row_id: UUID) -> BacklogItem | FilteredItem:
    """Give the item or filtered item of this id; raises SuggestionNotFound."""
    rows = BacklogItem.objects.select_related("repository", "analysis_run")
    filtered = FilteredItem.objects.select_related("repository", "analysis_run")
    row = rows.filter(pk=row_id).first() or filtered.filter(pk=row_id).first()
    if row is None:
        raise SuggestionNotFound(row_id)
    return row


def _answers(judgement: Judgement) -> Iterator[RuleAnswer]:
    """What was recorded, with the rules that had no objection in between."""
    recorded = {one["code"]: one for one in judgement.objections}
    known = {rule.code for rule in RULES}
    for rule in RULES:
        found = recorded.get(rule.code)
        if found is not None:
            yield _objection(found, judgement.filtered_by)
        else:
            yield RuleAnswer(
                code=rule.code, tier=rule.tier, answer=_silence(rule.code, judgement.silent)
            )
    for code, found in recorded.items():
        if code not in known:
            yield _objection(found, judgement.filtered_by)


def _objection(recorded: Mapping[str, Any], filtered_by: str | None) -> RuleAnswer:
    return RuleAnswer(
        code=recorded["code"],
        tier=FilterTier(recorded["tier"]),
        answer=recorded["sentence"],
        evidence=recorded["evidence"],
        stated=Decimal(recorded["stated"]),
        confidence=Decimal(recorded["confidence"]),
        floor=Decimal(recorded["floor"]),
        restores=recorded["restores"],
        confirmations=recorded["confirmations"],
        filtered=recorded["code"] == filtered_by,
    )


def _silence(code: str, silent: Mapping[str, list[str]]) -> str:
    if code in silent.get("no_checkout", ()):
        return "Not asked: there was no checkout."
    if code in silent.get("off", ()):
        return "Not asked: it was switched off."
    return "No objection."


def _stated_by(row: BacklogItem | FilteredItem) -> Iterator[RuleAnswer]:
    """What a filtered item of another writer says of itself."""
    if isinstance(row, BacklogItem) or not row.filter_tier:
        return
    reason = reason_parts(row.filter_reason)
    yield RuleAnswer(
        code=reason.code,
        tier=FilterTier(row.filter_tier),
        answer=reason.sentence,
        evidence=row.evidence or "",
        confidence=row.filter_confidence,
        filtered=True,
    )
