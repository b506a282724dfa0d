"""Reads and locks of the backlog, in the domain's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self, override

from django.db import models
from django.db.models import Case, Count, F, Q, Subquery, Value, When

from accounts.querysets import in_repositories_of
from backlog.choices import (
    COMPANION_BONUS_LIMIT,
    QUICK_WIN_BONUS,
    QUICK_WIN_MAXIMUM_EFFORT,
    QUICK_WIN_MINIMUM_IMPACT,
    RECOMMENDED_ITEMS,
    AnalysisStatus,
    Area,
    ItemStatus,
)
from backlog.found_items import Search, found_ids, indexed
from backlog.text_search import typed_words
from mason.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from accounts.actors import Actor
    from accounts.models import GitHubRepository, User
    from backlog.models import (
        AnalysisRun,
        BacklogItem,
        FilteredItem,
        Fingerprint,
        Judgement,
        RestoreFeedback,
        Sighting,
        StatusChange,
    )


QUICK_WIN: Final = Q(
    impact_score__gte=QUICK_WIN_MINIMUM_IMPACT, effort_score__lte=QUICK_WIN_MAXIMUM_EFFORT
)
"""Items that bring much for little."""


FAILED_ATTEMPT: Final = Q(from_status=ItemStatus.IN_PROGRESS, to_status=ItemStatus.DEFERRED)
"""Changes by which somebody gave up an item that was being carried out."""

BY_PRIORITY: Final = (F("priority_score").desc(nulls_last=True), "created_at", "id")
"""Highest priority first, the oldest first among equals, items without scores last."""

BY_IMPACT: Final = (F("impact_score").desc(nulls_last=True), "created_at", "id")
BY_EFFORT: Final = (F("effort_score").asc(nulls_last=True), "created_at", "id")
BY_COMPLEXITY: Final = (F("complexity").asc(nulls_last=True), "created_at", "id")
BY_CREATION: Final = ("created_at", "id")
"""The other orders of lists, each with an index that is read backwards for the reverse."""

ITEM_ORDERS: Final = {
    "priority_score": BY_PRIORITY,
    "impact_score": BY_IMPACT,
    "effort_score": BY_EFFORT,
    "complexity": BY_COMPLEXITY,
    "created_at": BY_CREATION,
}
"""The whole order for each column that lists can be sorted by."""


class Scope(NamedTuple):
    """A condition as SQL, and its parameters."""

    sql: str
    parameters: Mapping[str, Any]


def _belonging(table: str) -> str:
    return f"""(
        EXISTS (
            SELECT FROM {TABLES.github_repositories} AS repository
            WHERE repository.id = {table}.repository_id
                AND repository.user_id = %(acting_user)s
        ) OR ({table}.repository_id IS NULL AND {table}.user_id = %(acting_user)s)
    )"""


_CONNECTED: Final = f"""
    EXISTS (
        SELECT FROM {TABLES.github_repositories} AS repository
        WHERE repository.id = %(repository_id)s AND repository.user_id = %(acting_user)s
    )"""


def visible_repositories(actor: Actor) -> Scope:
    """Give the condition that the actor may see the repository of the parameter repository_id."""
    if actor.api_key_id is None or actor.user is None:
        return Scope("true", {})
    return Scope(_CONNECTED, {"acting_user": actor.user.pk})


def visible_items(actor: Actor) -> Scope:
    """Give what `visible_to` keeps, for a statement of our own that calls the table `item`."""
    return _visible(actor, "item")


def visible_analysis_runs(actor: Actor) -> Scope:
    """Give what `visible_to` keeps, for a statement of our own that calls the table `run`."""
    return _visible(actor, "run")


def _visible(actor: Actor, table: str) -> Scope:
    if actor.api_key_id is None or actor.user is None:
        return Scope("true", {})
    return Scope(_belonging(table), {"acting_user": actor.user.pk})


class BacklogItemQuerySet(models.QuerySet["BacklogItem"]):
    """Backlog items."""

    search: Search | None = None
    """What was looked for, as long as nothing but loading was changed since."""

    def belonging_to(self, user: User) -> BacklogItemQuerySet:
        """Items of the user's repositories, and the user's items that belong to none."""
        return self.filter(Q(repository__user=user) | Q(repository=None, user=user))

    def visible_to(self, actor: Actor) -> BacklogItemQuerySet:
        """What the actor may see: an agent what belongs to its user, anybody else everything."""
        if actor.api_key_id is None or actor.user is None:
            return self.all()
        return self.belonging_to(actor.user)

    def approved(self) -> BacklogItemQuerySet:
        """Items that wait to be carried out."""
        return self.filter(status=ItemStatus.APPROVED)

    def without_prd(self) -> BacklogItemQuerySet:
        """Items that have no requirements document."""
        return self.filter(Q(prd_content=None) | Q(prd_content=""))

    def by_priority(self) -> BacklogItemQuerySet:
        """In the order in which items are handed out."""
        return self.order_by(*BY_PRIORITY)

    def new(self) -> BacklogItemQuerySet:
        """Items that wait for a decision."""
        return self.filter(status=ItemStatus.NEW)

    def recommended(self) -> BacklogItemQuerySet:
        """New items, the one to decide about next first: the best RECOMMENDED_ITEMS.

        The order is priority, plus a bonus for a quick win, plus one for each other new item of
        the same area up to a limit. So the best of all are among the best of each area, with the
        bonus and without: nothing else is read, however many items are new.
        """
        quick_win = Case(When(QUICK_WIN, then=Value(QUICK_WIN_BONUS)), default=Value(0))
        companions = Case(
            *(When(area=area, then=self._companions(area)) for area in Area), default=Value(0)
        )
        score = F("priority_score") + quick_win + companions
        best_first = F("recommendation").desc(nulls_last=True)
        candidates = self.filter(pk__in=self._best_of_each_area()).annotate(recommendation=score)
        return candidates.order_by(best_first, "created_at", "id")[:RECOMMENDED_ITEMS]

    def _best_of_each_area(self) -> models.QuerySet[Any, Any]:
        """The ids of the best new items of each area, of all of them and of the quick wins."""
        areas = [self.new().filter(area) for area in (*(Q(area=a) for a in Area), Q(area=None))]
        groups = [*areas, *(rows.filter(QUICK_WIN) for rows in areas)]
        first, *others = (rows.by_priority().values("pk")[:RECOMMENDED_ITEMS] for rows in groups)
        return first.union(*others)

    def _companions(self, area: Area) -> Subquery:
        """How many other new items an area's item has, up to the limit; counted once for all."""
        rows = self.new().filter(area=area).order_by()[: COMPANION_BONUS_LIMIT + 1]
        counted = self.model.objects.filter(pk__in=rows.values("pk")).order_by()
        number = counted.values("area").annotate(number=Count("pk") - 1).values("number")
        return Subquery(number)

    def searched(self, text: str) -> BacklogItemQuerySet:
        """Items whose texts have, for each word of `text`, a word that begins with it.

        A blank text leaves all items; one without any word finds none.
        """
        words = typed_words(text)
        if not words:
            return self.none() if text.strip() else self.all()
        found = indexed(self, words)
        found.search = Search(words, self)
        return found

    @override
    def defer(self, *fields: Any) -> Self:
        """Leave columns in the database; what is found stays the same."""
        rows = super().defer(*fields)
        if self.search is not None:
            rows.search = Search(self.search.words, self.search.rows.defer(*fields))
        return rows

    def ids_between(self, bottom: int, top: int) -> list[UUID]:
        """The ids at these places of the list, counted from 0; soon there for a search too."""
        if self.search is not None:
            return found_ids(self.search, bottom, top)
        return list(self.values_list("pk", flat=True)[bottom:top])

    def locked(self, ids: Iterable[UUID]) -> BacklogItemQuerySet:
        """These rows, locked until the transaction ends, in an order that can't deadlock."""
        return self.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))


class AnalysisRunQuerySet(models.QuerySet["AnalysisRun"]):
    """Reviews of repositories."""

    def visible_to(self, actor: Actor) -> AnalysisRunQuerySet:
        """What the actor may see: an agent what belongs to its user, anybody else everything."""
        if actor.api_key_id is None or actor.user is None:
            return self.all()
        own = Q(in_repositories_of(actor.user))
        return self.filter(own | Q(repository=None, user=actor.user))

    def silent_since(self, moment: datetime) -> AnalysisRunQuerySet:
        """Runs in progress that began before, and of which nothing came since."""
        begun = self.filter(status=AnalysisStatus.IN_PROGRESS, started_at__lt=moment)
        heard_of = Q(batches__latest_at__gte=moment)
        return begun.exclude(heard_of).exclude(backlog_items__created_at__gte=moment)

    def locked(self, run_id: UUID) -> AnalysisRunQuerySet:
        """The row of this id, locked until the transaction ends."""
        return self.filter(pk=run_id).select_for_update(of=("self",), no_key=True)


class FilteredItemQuerySet(models.QuerySet["FilteredItem"]):
    """Filtered items."""

    def locked(self, ids: Iterable[UUID]) -> FilteredItemQuerySet:
        """These rows, locked until the transaction ends, in an order that can't deadlock."""
        return self.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))

    def visible_to(self, actor: Actor) -> FilteredItemQuerySet:
        """What the actor may see: an agent what belongs to its user, anybody else everything.

        What belongs to no repository is its review's.
        """
        if actor.api_key_id is None or actor.user is None:
            return self.all()
        own = Q(repository__user=actor.user)
        return self.filter(own | Q(repository=None, analysis_run__user=actor.user))


class RestoreFeedbackQuerySet(models.QuerySet["RestoreFeedback"]):
    """Restores of filtered items."""

    def visible_to(self, actor: Actor) -> RestoreFeedbackQuerySet:
        """What the actor may see: an agent what belongs to its user, anybody else everything."""
        if actor.api_key_id is None or actor.user is None:
            return self.all()
        own = Q(filtered_item__repository__user=actor.user)
        of_review = Q(filtered_item__repository=None, filtered_item__analysis_run__user=actor.user)
        return self.filter(own | of_review)


class StatusChangeQuerySet(models.QuerySet["StatusChange"]):
    """The history of status."""

    def of_operation(self, operation_id: UUID) -> StatusChangeQuerySet:
        """What was changed together, the first change first."""
        return self.filter(operation_id=operation_id).order_by("pk")

    def latest_of(self, item_ids: Iterable[UUID]) -> StatusChangeQuerySet:
        """The last change of each of these items, with who made it."""
        rows = self.filter(item__in=list(item_ids)).order_by("item_id", "-pk").distinct("item_id")
        return rows.select_related("user", "api_key")


class FingerprintQuerySet(models.QuerySet["Fingerprint"]):
    """The fingerprints that a repository knows."""

    def of_repository(self, repository: GitHubRepository) -> FingerprintQuerySet:
        """What this repository's suggestions are recognised by, held by a row of either kind."""
        return self.filter(repository=repository).exclude(item=None, filtered_item=None)


class JudgementQuerySet(models.QuerySet["Judgement"]):
    """What the rules said."""

    def of_row(self, row_id: UUID) -> JudgementQuerySet:
        """The judgement of an item or of a filtered item."""
        return self.filter(Q(item=row_id) | Q(filtered_item=row_id))


class SightingQuerySet(models.QuerySet["Sighting"]):
    """What was seen again."""

    def of_row(self, row_id: UUID) -> SightingQuerySet:
        """Where an item or a filtered item was seen again, the latest first."""
        return self.filter(Q(item=row_id) | Q(filtered_item=row_id)).order_by("-seen_at", "-id")
