"""Reads and locks of the backlog, in the domain's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import models
from django.db.models import Case, Count, F, Q, Subquery, Value, When
from django.db.models.functions import Least

from backlog.choices import (
    COMPANION_BONUS_LIMIT,
    QUICK_WIN_BONUS,
    QUICK_WIN_MAXIMUM_EFFORT,
    QUICK_WIN_MINIMUM_IMPACT,
    Area,
    ItemStatus,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from accounts.actors import Actor
    from accounts.models import GitHubRepository, User
    from backlog.models import BacklogItem, FilteredItem, Fingerprint, StatusChange


QUICK_WIN: Final = Q(
    impact_score__gte=QUICK_WIN_MINIMUM_IMPACT, effort_score__lte=QUICK_WIN_MAXIMUM_EFFORT
)
"""Items that bring much for little."""


BY_PRIORITY: Final = (F("priority_score").desc(nulls_last=True), "created_at", "id")
"""Highest priority first, the oldest first among equals, items without scores last."""


class BacklogItemQuerySet(models.QuerySet["BacklogItem"]):
    """Backlog items."""

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

    def by_priority(self) -> BacklogItemQuerySet:
        """In the order in which items are handed out."""
        return self.order_by(*BY_PRIORITY)

    def new(self) -> BacklogItemQuerySet:
        """Items that wait for a decision."""
        return self.filter(status=ItemStatus.NEW)

    def recommended(self) -> BacklogItemQuerySet:
        """New items, the one to decide about next first.

        The order is priority, plus a bonus for a quick win, plus one for each other new item of
        the same area up to a limit.
        """
        quick_win = Case(When(QUICK_WIN, then=Value(QUICK_WIN_BONUS)), default=Value(0))
        companions = Case(
            *(When(area=area, then=self._companions(area)) for area in Area), default=Value(0)
        )
        score = F("priority_score") + quick_win + companions
        best_first = F("recommendation").desc(nulls_last=True)
        return self.new().annotate(recommendation=score).order_by(best_first, "created_at", "id")

    def _companions(self, area: Area) -> Least:
        """How many other new items an area's item has, counted once for the whole statement."""
        rows = self.new().filter(area=area).order_by().values("area")
        count = Subquery(rows.annotate(number=Count("pk")).values("number"))
        return Least(count - Value(1), Value(COMPANION_BONUS_LIMIT))

    def locked(self, ids: Iterable[UUID]) -> BacklogItemQuerySet:
        """These rows, locked until the transaction ends, in an order that can't deadlock."""
        return self.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))


class FilteredItemQuerySet(models.QuerySet["FilteredItem"]):
    """Filtered items."""

    def locked(self, ids: Iterable[UUID]) -> FilteredItemQuerySet:
        """These rows, locked until the transaction ends, in an order that can't deadlock."""
        return self.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))


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
