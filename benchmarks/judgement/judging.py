"""Judges each labelled candidate against its package's backlog, in process, without a database."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from backlog.choices import COMPARED_STATUSES, OPEN_STATUSES
from backlog.intake.suggestion import Suggestion
from backlog.judging.context import NO_PREDECESSOR, Context, Predecessor
from backlog.judging.judge import judge
from backlog.judging.policy import Policy
from backlog.judging.similarity import similarity
from backlog.judging.titles import KnownTitle, TitleIndex
from backlog.judging.verdict import Objection
from backlog.models import BacklogItem
from benchmarks.judgement.lines import BacklogLine, Candidate, LabelledPackage
from benchmarks.judgement.packages import Package, PackageTree

NOW: Final = datetime(2026, 1, 31, 12, tzinfo=UTC)
PLAIN_PERCENT: Final = 70
"""From this similarity on, the plain rule takes a title for one that is known."""

LINEAGE: Final = "lineage"
SAME_FINGERPRINT: Final = "same_fingerprint"
"""No rule: a suggestion with the fingerprint of an open item joins it before any rule is asked."""

_OTHER_DIGEST: Final = "0" * 40


@dataclass(frozen=True, slots=True)
class Hit:
    """What keeps a candidate out: the tier, the code, and the item that it says is repeated."""

    tier: str
    code: str
    repeats: UUID | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with everything that would filter it by itself, the first of which does."""

    candidate: Candidate
    hits: tuple[Hit, ...]
    plain: bool
    """Whether the plain rule filters it: a title on the backlog has 70 % of its words."""

    @property
    def names_right_item(self) -> bool:
        """Whether what filters it names the item that the label names."""
        of = self.candidate.of
        return of is not None and bool(self.hits) and self.hits[0].repeats == item_id(of)


def item_id(line_id: str) -> UUID:
    """Give the id that a line of the backlog has as an item."""
    return uuid5(NAMESPACE_URL, line_id)


def judged(labelled: LabelledPackage, package: Package) -> Iterator[Judged]:
    """Judge a package's candidates one by one: none of them knows of the others."""
    backlog = labelled.backlog
    titles = _index(line for line in backlog if line.status in COMPARED_STATUSES)
    by_fingerprint = {value: line for line in backlog for value in line.suggestion.fingerprints}
    for candidate in labelled.candidates:
        same = _same(candidate.suggestion, by_fingerprint)
        hits = _hits(candidate.suggestion, same, titles, package.tree)
        yield Judged(candidate, hits, _is_known(candidate.suggestion.title, backlog))


def _hits(
    suggestion: Suggestion, same: BacklogLine | None, titles: TitleIndex, tree: PackageTree
) -> tuple[Hit, ...]:
    if same is not None and same.status in OPEN_STATUSES:
        return (Hit(LINEAGE, SAME_FINGERPRINT, item_id(same.id)),)
    predecessor = NO_PREDECESSOR if same is None else _predecessor(same, tree)
    context = Context(suggestion, NOW, predecessor=predecessor, titles=titles, tree=tree)
    return tuple(_hit(one) for one in judge(context, Policy(), {}).objections if one.filters)


def _hit(objection: Objection) -> Hit:
    return Hit(objection.tier.value, objection.code, objection.repeats)


def _same(suggestion: Suggestion, known: Mapping[str, BacklogLine]) -> BacklogLine | None:
    return next((known[value] for value in suggestion.fingerprints if value in known), None)


def _predecessor(line: BacklogLine, tree: PackageTree) -> Predecessor:
    suggestion = line.suggestion
    digests = tree.digests(suggestion.files)
    return Predecessor(
        item=BacklogItem(pk=item_id(line.id), title=suggestion.title, status=line.status),
        decided_at=NOW - timedelta(days=line.decided_days_ago),
        file_digests=dict.fromkeys(digests, _OTHER_DIGEST) if line.changed else digests,
    )


def _index(backlog: Iterable[BacklogLine]) -> TitleIndex:
    return TitleIndex(
        KnownTitle(
            item_id(line.id),
            line.suggestion.title,
            line.suggestion.type,
            files=frozenset(line.suggestion.files),
            text=line.suggestion.text,
            is_analysers=bool(line.suggestion.rule),
        )
        for line in backlog
    )


def _is_known(title: str, backlog: Iterable[BacklogLine]) -> bool:
    known = (line.suggestion.title for line in backlog)
    return any(similarity(title, other) >= PLAIN_PERCENT for other in known)
