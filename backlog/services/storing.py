"""Storing suggestions: what is new becomes items, what the filter refuses filtered items."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from itertools import chain
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from accounts.models import GitHubRepository
from backlog.choices import OPEN_STATUSES, ItemStatus
from backlog.intake.suggestion import Suggestion
from backlog.judging.context import Context, Predecessor
from backlog.judging.decay import Restores
from backlog.judging.judge import objection_to
from backlog.judging.verdict import Objection
from backlog.models import AnalysisRun, BacklogItem, FilteredItem, Fingerprint
from backlog.modes import ReviewMode
from backlog.services.fates import Fate, FateKind, Outcome
from backlog.services.predecessors import predecessors
from backlog.services.restores import RestoresWhenAsked
from mason.database.inserting import insert_all
from mason.database.prepared import fetch
from mason.database.returned_rows import columns_of, instances
from mason.tables import TABLES

_TAKEN_OVER: Final = """
    ON CONFLICT (repository_id, value) DO UPDATE
    SET item_id = EXCLUDED.item_id, filtered_item_id = EXCLUDED.filtered_item_id
"""


@cache
def _lock_repository() -> str:
    columns = columns_of(GitHubRepository)
    return f"""
        SELECT {columns} FROM {TABLES.github_repositories} WHERE id = %s FOR NO KEY UPDATE
    """  # noqa: S608 - made of constants alone


def store(
    *,
    run: AnalysisRun,
    repository_id: UUID,
    mode: ReviewMode,
    suggestions: Sequence[Suggestion],
    repeats: Iterable[UUID] = (),
) -> Outcome:
    """Add a run's suggestions to its repository's backlog; belongs into a transaction.

    The best ones come first, up to the mode's limit. An open item that is proposed again takes its
    place within the limit: so reviewing unchanged code again adds nothing, and deciding about
    items makes room for what was held back. What the run added before, `items_found`, and what it
    repeated before, `repeats`, count as well. The repository's row is locked meanwhile, so that
    two reviews at once can't add the same suggestion twice.
    """
    (repository,) = instances(GitHubRepository, fetch(_lock_repository(), [repository_id]))
    wanted = [place for place, one in enumerate(suggestions) if mode.area in {None, one.area}]
    values = chain.from_iterable(suggestions[place].fingerprints for place in wanted)
    known = predecessors(repository, values)
    storing = _Storing(run, repository, mode, known, RestoresWhenAsked(repository), set(repeats))
    fates = [Fate(FateKind.OUTSIDE_AREA)] * len(suggestions)
    for place in sorted(wanted, key=lambda place: _best_first(suggestions[place])):
        fates[place] = storing.take(suggestions[place])
    storing.write()
    return Outcome(fates, frozenset(storing.repeats))


def _best_first(suggestion: Suggestion) -> tuple[int, str]:
    return -suggestion.priority_score, suggestion.title


class _Storing:
    """Sorts the suggestions of one run and writes them in a few statements."""

    def __init__(
        self,
        run: AnalysisRun,
        repository: GitHubRepository,
        mode: ReviewMode,
        known: Mapping[str, Predecessor],
        restores: Restores,
        repeats: set[UUID],
    ) -> None:
        self.run = run
        self.repository = repository
        self.mode = mode
        self.known = dict(known)
        self.restores = restores
        self.repeats = repeats
        self.now = timezone.now()
        self.items: list[BacklogItem] = []
        self.filtered: list[FilteredItem] = []
        self.held: dict[str, Predecessor] = {}

    def take(self, suggestion: Suggestion) -> Fate:
        """Decide what becomes of one suggestion."""
        predecessor = self._predecessor(suggestion)
        if _is_waiting(predecessor):
            return self._repeat(predecessor)
        objection = self._objection_to(suggestion, predecessor)
        if objection is not None:
            return self._filter(suggestion, predecessor, objection)
        return self._add(suggestion) if self._has_place else Fate(FateKind.HELD_BACK)

    @property
    def _has_place(self) -> bool:
        taken = self.run.items_found + len(self.items) + len(self.repeats)
        return taken < self.mode.limit

    def _repeat(self, predecessor: Predecessor) -> Fate:
        item = predecessor.item
        if item is not None and _is_open(predecessor) and item.analysis_run_id != self.run.pk:
            self.repeats.add(item.pk)
        return Fate(FateKind.REPEATED, item, predecessor.filtered_item)

    def write(self) -> None:
        """Write everything that was taken."""
        insert_all(self.items)
        insert_all(self.filtered)
        held = [
            Fingerprint(
                repository=self.repository,
                value=value,
                item=holder.item,
                filtered_item=holder.filtered_item,
            )
            for value, holder in self.held.items()
        ]
        insert_all(held, on_conflict=_TAKEN_OVER)

    def _predecessor(self, suggestion: Suggestion) -> Predecessor:
        found = (self.known.get(value) for value in suggestion.fingerprints)
        return next((holder for holder in found if holder is not None), Predecessor())

    def _objection_to(self, suggestion: Suggestion, predecessor: Predecessor) -> Objection | None:
        if self.mode.is_never_filtered:
            return None
        return objection_to(Context(suggestion, self.now, predecessor, self.restores))

    def _add(self, suggestion: Suggestion) -> Fate:
        item = BacklogItem(
            user_id=self.repository.user_id,
            repository=self.repository,
            analysis_run=self.run,
            status=ItemStatus.NEW,
            **_columns(suggestion),
        )
        self.items.append(item)
        self._hold(suggestion.fingerprints, Predecessor(item=item))
        return Fate(FateKind.ADDED, item)

    def _filter(
        self, suggestion: Suggestion, predecessor: Predecessor, objection: Objection
    ) -> Fate:
        if _was_filtered_for(predecessor, objection):
            return Fate(FateKind.REPEATED, predecessor.item, predecessor.filtered_item)
        filtered = FilteredItem(
            repository=self.repository,
            analysis_run=self.run,
            filter_reason=objection.reason,
            filter_tier=objection.tier,
            filter_confidence=objection.confidence,
            evidence=objection.evidence,
            **_columns(suggestion),
        )
        self.filtered.append(filtered)
        self._hold(suggestion.fingerprints, Predecessor(predecessor.item, filtered))
        return Fate(FateKind.FILTERED, filtered_item=filtered)

    def _hold(self, fingerprints: Iterable[str], holder: Predecessor) -> None:
        for value in fingerprints:
            self.held[value] = self.known[value] = holder


def _columns(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "title": suggestion.title,
        "problem": suggestion.problem,
        "solution": suggestion.solution,
        "area": suggestion.area,
        "type": suggestion.type,
        "complexity": suggestion.complexity,
        "impact_score": suggestion.impact_score,
        "effort_score": suggestion.effort_score,
        "benefits": [asdict(benefit) for benefit in suggestion.benefits],
    }


def _is_open(predecessor: Predecessor) -> bool:
    return predecessor.status in OPEN_STATUSES


def _is_waiting(predecessor: Predecessor) -> bool:
    """Tell whether somebody can still decide about what stands for the suggestion."""
    return _is_open(predecessor) or (
        predecessor.item is None and predecessor.filtered_item is not None
    )


def _was_filtered_for(predecessor: Predecessor, objection: Objection) -> bool:
    filtered = predecessor.filtered_item
    return filtered is not None and filtered.filter_reason == objection.reason
