"""What an assistant needn't propose: the titles that a repository's people know already."""

from typing import Final

from accounts.models import GitHubRepository
from backlog.choices import COMPARED_STATUSES, ItemStatus
from backlog.intake.assisted.prompting import KnownWork
from backlog.models import BacklogItem

TITLES_TOLD: Final = 100
"""The latest titles of each kind."""


def known_work(repository: GitHubRepository) -> KnownWork:
    """Give the latest titles of open and of rejected items; two queries."""
    return KnownWork(
        _titles(repository, *COMPARED_STATUSES), _titles(repository, ItemStatus.REJECTED)
    )


def _titles(repository: GitHubRepository, *statuses: str) -> list[str]:
    rows = BacklogItem.objects.filter(repository=repository, status__in=statuses)
    return list(rows.order_by("-updated_at", "id").values_list("title", flat=True)[:TITLES_TOLD])
