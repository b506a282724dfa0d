"""What the first page is about: one repository, or all of them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from accounts.admin.relating import changelist_url
from accounts.models import GitHubRepository
from backlog.models import BacklogItem
from backlog.querysets import BacklogItemQuerySet


@dataclass(frozen=True, slots=True)
class Scope:
    """A repository; None stands for all."""

    repository: GitHubRepository | None = None

    def items(self) -> BacklogItemQuerySet:
        """Give the backlog."""
        return self.of(BacklogItem.objects.all())

    def of[Rows: QuerySet[Any]](self, rows: Rows, path: str = "repository") -> Rows:
        """Keep what belongs to the repository, found over `path`."""
        return rows if self.repository is None else rows.filter(**{path: self.repository})

    def list_url(self, model: type[Model], *, path: str = "repository", **filters: object) -> str:
        """Give the address of a table's list, with the repository among its filters."""
        if self.repository is not None:
            filters[f"{path}__id__exact"] = self.repository.pk
        return changelist_url(model, **filters)

    def items_url(self, **filters: Any) -> str:
        """Give the address of the backlog, filtered."""
        return self.list_url(BacklogItem, **filters)
