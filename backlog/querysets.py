"""Reads and locks of the backlog, in the domain's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from backlog.choices import ItemStatus, OverrideStatus

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from accounts.models import GitHubRepository, User
    from backlog.models import BacklogItem, FilteredItem, Fingerprint


class BacklogItemQuerySet(models.QuerySet["BacklogItem"]):
    """Backlog items."""

    def belonging_to(self, user: User) -> BacklogItemQuerySet:
        """Items of the user's repositories, and the user's items that belong to none."""
        return self.filter(Q(repository__user=user) | Q(repository=None, user=user))

    def approved(self) -> BacklogItemQuerySet:
        """Items that wait to be carried out."""
        return self.filter(status=ItemStatus.APPROVED)

    def by_priority(self) -> BacklogItemQuerySet:
        """Highest priority first, the oldest first among equals, items without scores last."""
        return self.order_by(F("priority_score").desc(nulls_last=True), "created_at", "id")

    def locked(self, ids: Iterable[UUID]) -> BacklogItemQuerySet:
        """These rows, locked until the transaction ends, in an order that can't deadlock."""
        return self.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))


class FilteredItemQuerySet(models.QuerySet["FilteredItem"]):
    """Filtered items."""

    def still_filtered(self) -> FilteredItemQuerySet:
        """Items that nobody brought back."""
        return self.filter(override_status=OverrideStatus.FILTERED)

    def locked(self, ids: Iterable[UUID]) -> FilteredItemQuerySet:
        """These rows, locked until the transaction ends, in an order that can't deadlock."""
        return self.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))


class FingerprintQuerySet(models.QuerySet["Fingerprint"]):
    """The fingerprints that a repository knows."""

    def of_repository(self, repository: GitHubRepository) -> FingerprintQuerySet:
        """What this repository's suggestions are recognised by, held by a row of either kind."""
        return self.filter(repository=repository).exclude(item=None, filtered_item=None)
