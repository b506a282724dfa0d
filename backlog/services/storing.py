"""Storing suggestions: what is new becomes items, what the filter refuses filtered items."""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from typing import Final
from uuid import UUID

from django.utils import timezone

from accounts.actors import Actor
from accounts.models import GitHubRepository
from backlog.choices import OPEN_STATUSES, ItemStatus
from backlog.intake.suggestion import Suggestion
from backlog.intake.tree import Tree
from backlog.judging.context import NO_PREDECESSOR, Context, Predecessor
from backlog.judging.judge import judge
from backlog.judging.titles import KnownTitle, TitleIndex
from backlog.judging.verdict import Objection, Verdict
from backlog.models import AnalysisRun, BacklogItem, FilteredItem, Fingerprint, Judgement
from backlog.modes import ReviewMode
from backlog.services.fates import Fate, FateKind, Outcome
from backlog.services.feedback import FeedbackWhenAsked
from backlog.services.judged_rows import filtered_item_of, item_of, judgement_of
from backlog.services.known_titles import known_titles
from backlog.services.lineage import FINGERPRINT, Lineage
from backlog.services.policies import policy_of
from backlog.services.predecessors import predecessors
from mason.database.inserting import insert_all, insert_values
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
    actor: Actor,
    repeats: Iterable[UUID] = (),
    tree: Tree | None = None,
) -> Outcome:
    """Add a run's suggestions to its repository's backlog; belongs into a transaction.

    The best ones come first, up to the mode's limit. An open item that is proposed again takes its
    place within the limit: so reviewing unchanged code again adds nothing, and deciding about
    items makes room for what was held back. What the run added before, `items_found`, and what it
    repeated before, `repeats`, count as well. The repository's row is locked meanwhile, so that
    two reviews at once can't add the same suggestion twice. `tree` is the checkout that was
    looked at, where there is one.
    """
    (repository,) = instances(GitHubRepository, fetch(_lock_repository(), [repository_id]))
    wanted = [place for place, one in enumerate(suggestions) if mode.area in {None, one.area}]
    storing = _Storing(run, repository, mode, set(repeats), Lineage(run, actor), tree)
    storing.look_up([suggestions[place] for place in wanted])
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
        repeats: set[UUID],
        lineage: Lineage,
        tree: Tree | None,
    ) -> None:
        self.run = run
        self.repository = repository
        self.mode = mode
        self.repeats = repeats
        self.lineage = lineage
        self.tree = tree
        self.now = timezone.now()
        self.policy = policy_of(repository.pk)
        self.feedback = FeedbackWhenAsked(repository.pk)
        self.titles = TitleIndex()
        self.known: dict[str, Predecessor] = {}
        self.items: list[BacklogItem] = []
        self.filtered: list[FilteredItem] = []
        self.judgements: list[dict[str, object]] = []
        self.held: dict[str, Predecessor] = {}

    def look_up(self, suggestions: Sequence[Suggestion]) -> None:
        """Find what stands for the suggestions already, and what they are compared with."""
        self.titles = known_titles(self.repository.pk, self.run.pk, suggestions)
        values = chain.from_iterable(one.fingerprints for one in suggestions)
        self.known = predecessors(self.repository, values)

    def take(self, suggestion: Suggestion) -> Fate:
        """Decide what becomes of one suggestion."""
        predecessor = self._predecessor(suggestion)
        if predecessor.status in OPEN_STATUSES or _was_filtered_elsewhere(predecessor):
            return self._repeat(suggestion, predecessor, FINGERPRINT)
        verdict = self._judge(suggestion, predecessor)
        objection = None if self.mode.is_never_filtered else verdict.filtering
        if objection is not None:
            return self._filter(suggestion, predecessor, verdict, objection)
        return self._pass(suggestion, predecessor, verdict)

    def write(self) -> None:
        """Write everything that was taken."""
        insert_all(self.items)
        insert_all(self.filtered)
        insert_values(Judgement, self.judgements)
        held = [
            {
                "repository_id": self.repository.pk,
                "value": value,
                "item_id": holder.item.pk if holder.item else None,
                "filtered_item_id": holder.filtered_item.pk if holder.filtered_item else None,
            }
            for value, holder in self.held.items()
        ]
        insert_values(Fingerprint, held, on_conflict=_TAKEN_OVER)
        self.lineage.write()

    @property
    def _has_place(self) -> bool:
        taken = self.run.items_found + len(self.items) + len(self.repeats)
        return taken < self.mode.limit

    def _predecessor(self, suggestion: Suggestion) -> Predecessor:
        found = (self.known.get(value) for value in suggestion.fingerprints)
        return next((holder for holder in found if holder is not None), NO_PREDECESSOR)

    def _judge(self, suggestion: Suggestion, predecessor: Predecessor) -> Verdict:
        context = Context(
            suggestion, self.now, predecessor, self.titles, self.policy.blocklist, self.tree
        )
        return judge(context, self.policy, self.feedback)

    def _pass(self, suggestion: Suggestion, predecessor: Predecessor, verdict: Verdict) -> Fate:
        """Give it a place: its closed item's, its own, or none if a rule couldn't be asked."""
        item = predecessor.item
        if item is not None and predecessor.status is ItemStatus.IN_PROGRESS:
            return self._repeat(suggestion, predecessor, FINGERPRINT)
        if item is None and predecessor.filtered_by in verdict.unasked:
            return self._repeat(suggestion, predecessor, FINGERPRINT)
        if not self._has_place:
            return Fate(FateKind.HELD_BACK)
        if item is not None:
            return self._reopen(suggestion, predecessor, item)
        return self._add(suggestion, verdict)

    def _repeat(self, suggestion: Suggestion, predecessor: Predecessor, matched_by: str) -> Fate:
        item = predecessor.item
        if item is not None and predecessor.status in OPEN_STATUSES:
            if item.analysis_run_id != self.run.pk:
                self.repeats.add(item.pk)
            self.lineage.refresh(item, suggestion, self.tree)
        self.lineage.see(suggestion, item, predecessor.filtered_item, matched_by)
        return Fate(FateKind.REPEATED, item, predecessor.filtered_item)

    def _reopen(self, suggestion: Suggestion, predecessor: Predecessor, item: BacklogItem) -> Fate:
        self.lineage.reopen(item)
        self.repeats.add(item.pk)
        self.lineage.refresh(item, suggestion, self.tree)
        self.lineage.see(suggestion, item, None, FINGERPRINT)
        self._hold(suggestion.fingerprints, Predecessor(item, predecessor.filtered_item))
        self._know(item, suggestion)
        return Fate(FateKind.REOPENED, item)

    def _add(self, suggestion: Suggestion, verdict: Verdict) -> Fate:
        item = item_of(suggestion, self.repository, self.run, self.now)
        self.items.append(item)
        self._record(suggestion, verdict, item_id=item.pk)
        self._hold(suggestion.fingerprints, Predecessor(item))
        self._know(item, suggestion)
        return Fate(FateKind.ADDED, item)

    def _filter(
        self,
        suggestion: Suggestion,
        predecessor: Predecessor,
        verdict: Verdict,
        objection: Objection,
    ) -> Fate:
        self.lineage.see_id(suggestion, objection.repeats, objection.code)
        if _was_filtered_for(predecessor, objection.reason):
            self.lineage.see(suggestion, None, predecessor.filtered_item, objection.code)
            return Fate(FateKind.REPEATED, predecessor.item, predecessor.filtered_item)
        filtered = filtered_item_of(suggestion, self.repository, self.run, objection)
        self.filtered.append(filtered)
        self._record(suggestion, verdict, filtered_item_id=filtered.pk)
        self._hold(suggestion.fingerprints, Predecessor(predecessor.item, filtered))
        return Fate(FateKind.FILTERED, filtered_item=filtered)

    def _record(self, suggestion: Suggestion, verdict: Verdict, **row: UUID) -> None:
        judgement = judgement_of(
            suggestion,
            verdict,
            repository=self.repository,
            judged_at=self.now,
            tree=self.tree,
            is_exempt=self.mode.is_never_filtered,
            **row,
        )
        self.judgements.append(judgement)

    def _know(self, item: BacklogItem, suggestion: Suggestion) -> None:
        self.titles.add(
            KnownTitle(
                item_id=item.pk,
                title=item.title,
                type=item.type,
                files=frozenset(suggestion.files),
                of_run=True,
                text=suggestion.text,
                is_analysers=bool(suggestion.rule),
            )
        )

    def _hold(self, fingerprints: Iterable[str], holder: Predecessor) -> None:
        for value in fingerprints:
            self.held[value] = self.known[value] = holder


def _was_filtered_elsewhere(predecessor: Predecessor) -> bool:
    """Tell whether another writer filtered it: Mason can't tell by what rules."""
    return (
        predecessor.item is None
        and predecessor.filtered_item is not None
        and predecessor.filtered_by is None
    )


def _was_filtered_for(predecessor: Predecessor, reason: str) -> bool:
    """Tell whether the filtered item says it already; without an item any reason does."""
    filtered = predecessor.filtered_item
    if filtered is None:
        return False
    return predecessor.item is None or filtered.filter_reason == reason
