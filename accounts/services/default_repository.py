"""The repository that a person looks at, remembered from one visit to the next."""

from uuid import UUID

from django.db import transaction

from accounts.exceptions import RepositoryNotChoosable
from accounts.models import GitHubRepository, User


@transaction.atomic
def choose_repository(*, user_id: UUID, repository_id: UUID | None) -> GitHubRepository | None:
    """Remember an active repository, or with None that the person looks at all of them.

    Raises RepositoryNotChoosable.
    """
    rows = GitHubRepository.objects.active().select_for_update(no_key=True, of=("self",))
    repository = rows.filter(pk=repository_id).first() if repository_id else None
    if repository_id and repository is None:
        raise RepositoryNotChoosable
    User.objects.filter(pk=user_id).update(default_repository=repository)
    return repository
