"""Replaying a repository's history of verdicts under a changed filter."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from backlog.choices import ItemStatus, OverrideStatus
from backlog.judging.draft import Draft
from backlog.judging.replay import (
    Counts,
    Flip,
    PastVerdict,
    Wish,
    filtering_rule,
    is_unknown,
)
from backlog.models import FilteredItem, Judgement
from backlog.rule_codes import reason_parts
from backlog.services.policies import policy_of

LATEST: Final = 20_000
"""The latest verdicts of each kind that are replayed."""

FLIPS_KEPT: Final = 500
"""Flips that are listed before the rest is counted."""

_WISHES: Final = {
    ItemStatus.REJECTED.value: Wish.KEEP_OUT,
    ItemStatus.APPROVED.value: Wish.LET_IN,
    ItemStatus.IN_PROGRESS.value: Wish.LET_IN,
    ItemStatus.COMPLETED.value: Wish.LET_IN,
}
_JUDGED: Final = (
    "item_id",
    "item__title",
    "item__status",
    "filtered_item_id",
    "filtered_item__title",
    "filtered_item__override_status",
    "filtered_item__confirmation__confirmed_at",
    "judged_at",
    "filtered_by",
    "objections",
    "silent",
    "files",
    "analyser_rule",
    "is_exempt",
)
_FILTERED_ELSEWHERE: Final = (
    "id",
    "title",
    "created_at",
    "filter_tier",
    "filter_reason",
    "filter_confidence",
    "override_status",
    "confirmation__confirmed_at",
)


@dataclass(slots=True)
class Replay:
    """What would change: flips, and how well the filter does before and after.

    `unknown` verdicts were made without a rule that the draft switches on: its answer isn't known.
    """

    verdicts: int = 0
    decided: int = 0
    unknown: int = 0
    flips: int = 0
    listed: list[Flip] = field(default_factory=list)
    before: Counts = field(default_factory=Counts)
    after: Counts = field(default_factory=Counts)

    def add(self, past: PastVerdict, code: str | None) -> None:
        """Count a verdict and what it would be: filtered by `code`, or passed."""
        self.verdicts += 1
        self.decided += past.wish is not Wish.UNKNOWN
        self.before.add(past.wish, filtered=past.was_filtered)
        self.after.add(past.wish, filtered=code is not None)
        if past.was_filtered != (code is not None):
            self.flips += 1
            if len(self.listed) < FLIPS_KEPT:
                self.listed.append(Flip(past, code is not None, code or past.filtered_by or ""))


def replay(repository_id: UUID, draft: Draft) -> Replay:
    """Decide the repository's past verdicts anew under a draft; changes nothing.

    Three queries, however many verdicts; the LATEST of Mason's and of other writers' are read.
    """
    policy = draft.applied_to(policy_of(repository_id))
    found = Replay()
    for past in past_verdicts(repository_id):
        found.unknown += is_unknown(past, policy)
        found.add(past, filtering_rule(past, policy))
    return found


def past_verdicts(repository_id: UUID) -> Iterator[PastVerdict]:
    """Give the repository's verdicts, Mason's first, in each the latest first."""
    judged = Judgement.objects.filter(repository=repository_id).order_by("-judged_at", "-id")
    for values in judged.values_list(*_JUDGED)[:LATEST].iterator():
        yield _judged(dict(zip(_JUDGED, values, strict=True)))
    rows = FilteredItem.objects.filter(repository=repository_id, judgement=None)
    elsewhere = rows.order_by("-created_at", "id").values_list(*_FILTERED_ELSEWHERE)
    for values in elsewhere[:LATEST].iterator():
        yield _elsewhere(dict(zip(_FILTERED_ELSEWHERE, values, strict=True)))


def _judged(row: dict[str, Any]) -> PastVerdict:
    is_item = row["item_id"] is not None
    return PastVerdict(
        row_id=row["item_id"] or row["filtered_item_id"],
        title=row["item__title"] if is_item else row["filtered_item__title"],
        judged_at=row["judged_at"],
        filtered_by=row["filtered_by"],
        was_filtered=not is_item,
        wish=_wish_of(row, is_item=is_item),
        objections=row["objections"],
        off=row["silent"].get("off", ()),
        files=row["files"],
        analyser_rule=row["analyser_rule"],
        is_exempt=row["is_exempt"],
    )


def _elsewhere(row: dict[str, Any]) -> PastVerdict:
    """What another writer filtered: its row's tier, code and confidence are all that is known."""
    code, sure = reason_parts(row["filter_reason"]).code, str(row["filter_confidence"])
    objection = {
        "code": code,
        "tier": row["filter_tier"],
        "stated": sure,
        "at_most": sure,
        "restores": 0,
        "confirmations": 0,
    }
    confirmed = row["confirmation__confirmed_at"] is not None
    return PastVerdict(
        row_id=row["id"],
        title=row["title"],
        judged_at=row["created_at"],
        filtered_by=code,
        was_filtered=True,
        wish=_wish(row["override_status"], confirmed=confirmed),
        objections=[objection] if row["filter_tier"] else [],
    )


def _wish_of(row: dict[str, Any], *, is_item: bool) -> Wish:
    if is_item:
        return _WISHES.get(row["item__status"], Wish.UNKNOWN)
    confirmed = row["filtered_item__confirmation__confirmed_at"] is not None
    return _wish(row["filtered_item__override_status"], confirmed=confirmed)


def _wish(override_status: str, *, confirmed: bool) -> Wish:
    if override_status == OverrideStatus.RESTORED:
        return Wish.LET_IN
    return Wish.KEEP_OUT if confirmed else Wish.UNKNOWN
