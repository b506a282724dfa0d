"""What an item's and a filtered item's page say of how the filter judged it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.admin.relating import row_url
from backlog.admin.badges import FILTER_TIER
from backlog.models import BacklogItem, FilteredItem, Sighting
from backlog.services.explaining import Explanation, RuleAnswer, explanation_of

SIGHTINGS_SHOWN = 20
"""Later reviews that are listed before the rest is counted."""


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """A rule's answer with the colour of its tier."""

    answer: RuleAnswer
    variant: str


@dataclass(frozen=True, slots=True)
class ShownSighting:
    """A later review that made the suggestion again."""

    sighting: Sighting
    run_url: str


@dataclass(frozen=True, slots=True)
class ShownLineage:
    """How often a suggestion was seen, first and last, and in which later reviews."""

    times: int
    first_at: datetime
    last_at: datetime
    sightings: Sequence[ShownSighting]
    hidden: int


@dataclass(frozen=True, slots=True)
class ShownExplanation:
    """The rules that objected, those that didn't or weren't asked, and the lineage."""

    explanation: Explanation
    objections: Sequence[ShownAnswer]
    others: Sequence[ShownAnswer]
    lineage: ShownLineage


def shown_explanation(row: BacklogItem | FilteredItem) -> ShownExplanation:
    """Explain a row of either kind."""
    explanation = explanation_of(row)
    answers = [ShownAnswer(one, FILTER_TIER[one.tier]) for one in explanation.answers]
    return ShownExplanation(
        explanation,
        [one for one in answers if one.answer.objected],
        [one for one in answers if not one.answer.objected],
        _lineage(row, explanation.sightings),
    )


def _lineage(row: BacklogItem | FilteredItem, sightings: Sequence[Sighting]) -> ShownLineage:
    listed = sightings[:SIGHTINGS_SHOWN]
    return ShownLineage(
        times=1 + len(sightings),
        first_at=row.created_at,
        last_at=sightings[0].seen_at if sightings else row.created_at,
        sightings=[ShownSighting(one, row_url(one.analysis_run)) for one in listed],
        hidden=len(sightings) - len(listed),
    )
