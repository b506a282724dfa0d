"""What is seen again: it joins the row that it repeats, and may bring a closed item back."""

from typing import Final
from uuid import UUID

from django.utils import timezone

from accounts.actors import Actor
from backlog.choices import ItemStatus
from backlog.intake.suggestion import Suggestion
from backlog.intake.tree import Tree
from backlog.judging.rules.repeated_in_review import CODE as REPEATED_IN_REVIEW
from backlog.models import AnalysisRun, BacklogItem, FilteredItem, Judgement, Sighting
from backlog.services.deciding import move_all
from backlog.services.judged_rows import digests_of
from backlog.services.recording import recorded
from mason.database.inserting import insert_values

FINGERPRINT: Final = "fingerprint"
"""What matched a suggestion that is the same, not only alike."""

REGRESSION: Final = "A regression: it was completed, and a review found it again."
FILE_CHANGED: Final = "A review found it again after its code or the filter changed."
_ONCE_IN_A_RUN: Final = "ON CONFLICT DO NOTHING"


class Lineage:
    """Gathers what one run sees again, and writes it at the end."""

    def __init__(self, run: AnalysisRun, actor: Actor) -> None:
        self._run = run
        self._actor = actor
        self._now = timezone.now()
        self._sightings: list[dict[str, object]] = []
        self._digests: dict[UUID, dict[str, str]] = {}
        self._reopened: list[tuple[UUID, str]] = []

    def see(
        self,
        suggestion: Suggestion,
        item: BacklogItem | None,
        filtered_item: FilteredItem | None,
        matched_by: str,
    ) -> None:
        """Note that the run said again what a row says that another run brought."""
        if item is not None:
            if item.analysis_run_id != self._run.pk:
                self._sightings.append(self._sighting(suggestion, matched_by, item_id=item.pk))
        elif filtered_item is not None and filtered_item.analysis_run_id != self._run.pk:
            row = self._sighting(suggestion, matched_by, filtered_item_id=filtered_item.pk)
            self._sightings.append(row)

    def see_id(self, suggestion: Suggestion, item_id: UUID | None, matched_by: str) -> None:
        """Note that the run said again, in its words, what an item says."""
        if item_id is not None and matched_by != REPEATED_IN_REVIEW:
            self._sightings.append(self._sighting(suggestion, matched_by, item_id=item_id))

    def refresh(self, item: BacklogItem, suggestion: Suggestion, tree: Tree | None) -> None:
        """Remember what the item's files are now, where there is a checkout."""
        digests = digests_of(suggestion, tree)
        if digests:
            self._digests[item.pk] = digests

    def reopen(self, item: BacklogItem) -> None:
        """Bring a closed item, which the caller holds locked, back to those that wait."""
        completed = item.status == ItemStatus.COMPLETED
        self._reopened.append((item.pk, REGRESSION if completed else FILE_CHANGED))
        item.status = ItemStatus.NEW

    def write(self) -> None:
        """Write what was seen and reopened, with who and why."""
        insert_values(Sighting, self._sightings, on_conflict=_ONCE_IN_A_RUN)
        for item_id, digests in self._digests.items():
            Judgement.objects.filter(item=item_id).update(file_digests=digests)
        for item_id, reason in self._reopened:
            with recorded(actor=self._actor, reason=reason):
                move_all([item_id], ItemStatus.NEW)

    def _sighting(self, suggestion: Suggestion, matched_by: str, **row: UUID) -> dict[str, object]:
        return {
            "analysis_run_id": self._run.pk,
            "seen_at": self._now,
            "title": suggestion.title,
            "matched_by": matched_by,
            **row,
        }
