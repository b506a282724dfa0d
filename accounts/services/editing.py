"""Editing users and repositories by hand."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import GitHubRepository, User
from accounts.services.roles import lock_user, require_another_administrator
from accounts.services.users import refuse_taken_name


@transaction.atomic
def edit_user(*, user_id: UUID, changes: Mapping[str, Any]) -> User:
    """Change columns of a user, and no others.

    Raises User.DoesNotExist, UserExists or LastAdministrator.
    """
    user = lock_user(User(pk=user_id))
    if not changes.get("is_active", True):
        require_another_administrator(user)
    refuse_taken_name(changes.get("github_username", user.github_username), user_id=user_id)
    return _changed(user, changes)


@transaction.atomic
def edit_repository(*, repository_id: UUID, changes: Mapping[str, Any]) -> GitHubRepository:
    """Change columns of a repository, and no others; raises GitHubRepository.DoesNotExist."""
    rows = GitHubRepository.objects.select_for_update(of=("self",))
    return _changed(rows.get(pk=repository_id), changes)


@transaction.atomic
def set_active(*, repository_ids: Iterable[UUID], active: bool) -> list[GitHubRepository]:
    """Let repositories take part or not; gives those that this changed."""
    others = GitHubRepository.objects.filter(pk__in=list(repository_ids)).exclude(is_active=active)
    rows = list(others.select_for_update(of=("self",)).order_by("pk"))
    GitHubRepository.objects.filter(pk__in=[row.pk for row in rows]).update(is_active=active)
    return rows


def _changed[Row: (User, GitHubRepository)](row: Row, changes: Mapping[str, Any]) -> Row:
    for name, value in changes.items():
        setattr(row, name, value)
    if changes:
        row.save(update_fields=list(changes))
    return row
