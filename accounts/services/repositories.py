"""Connecting repositories."""

import hashlib
from typing import Final

from django.db import transaction

from accounts.models import GitHubRepository, User

_ID_BYTES: Final = 7


def placeholder_repository_id(full_name: str) -> int:
    """Give a stand-in for a GitHub id that isn't known: negative, so that no real one equals it."""
    digest = hashlib.sha256(full_name.lower().encode()).digest()
    return -int.from_bytes(digest[:_ID_BYTES]) - 1


@transaction.atomic
def find_or_connect(*, user: User, full_name: str, html_url: str = "") -> GitHubRepository:
    """Give the user's repository of this `owner/name`, in any case, made when there is none.

    `html_url` is the repository's page, empty when the repository is on no host.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    found = GitHubRepository.objects.owned_by(user).named(full_name).first()
    return found or _connect(user, full_name, html_url)


def _connect(user: User, full_name: str, html_url: str) -> GitHubRepository:
    owner, _, name = full_name.partition("/")
    return GitHubRepository.objects.create(
        user=user,
        github_repo_id=placeholder_repository_id(full_name),
        github_owner=owner,
        github_name=name,
        github_full_name=full_name,
        github_clone_url=f"{html_url}.git" if html_url else "",
        github_html_url=html_url,
    )
