"""The repository that a person looks at, remembered from one visit to the next."""

from uuid import UUID

from django.db import transaction

from accounts.actors import Actor
from accounts.exceptions import RepositoryNotChoosable, RepositoryNotFound
from accounts.models import GitHubRepository, User


@transaction.atomic
def choose_visible_repository(*, user_id: UUID, repository_id: UUID | None, actor: Actor) -> User:
    """Remember one of the repositories that the actor may see as the user's, None for none.

    Raises RepositoryNotFound or RepositoryNotChoosable.
    """
    visible = GitHubRepository.objects.visible_to(actor)
    if repository_id is not None and not visible.filter(pk=repository_id).exists():
        raise RepositoryNotFound(repository_id)
    choose_repository(user_id=user_id, repository_id=repository_id)
    user: User = User.objects.get(pk=user_id)
    return user


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
