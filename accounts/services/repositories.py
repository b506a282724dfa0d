"""Connecting repositories, and what agents may change of them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from accounts.actors import Actor
from accounts.exceptions import (
    AmbiguousRepository,
    RepositoryIdConflict,
    RepositoryNotFound,
    RepositoryNotNamed,
    UnknownRepository,
)
from accounts.models import GitHubRepository, User
from accounts.remotes import RemoteName, parse_remote

_ID_BYTES: Final = 7


def placeholder_repository_id(full_name: str) -> int:
    """Give a stand-in for a GitHub id that isn't known: negative, so that no real one equals it."""
    digest = hashlib.sha256(full_name.lower().encode()).digest()
    return -int.from_bytes(digest[:_ID_BYTES]) - 1


@dataclass(frozen=True, slots=True)
class Facts:
    """What somebody who connects a repository knows of it; None where it isn't known."""

    default_branch: str | None = None
    private: bool | None = None
    github_repo_id: int | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """The columns that these facts fill."""
        given = {
            "github_default_branch": self.default_branch,
            "github_private": self.private,
            "github_repo_id": self.github_repo_id,
        }
        return {name: value for name, value in given.items() if value is not None}


def find_repository(full_name: str, *, user: User | None = None) -> GitHubRepository:
    """Give the repository of this `owner/name`, in any case; of this user, if one is named.

    Raises UnknownRepository or AmbiguousRepository.
    """
    rows = GitHubRepository.objects.named(full_name)
    found = list((rows.owned_by(user) if user else rows)[:2])
    if not found:
        raise UnknownRepository(full_name)
    if len(found) > 1:
        raise AmbiguousRepository(full_name)
    return found[0]


def only_repository(*, user: User | None = None) -> GitHubRepository:
    """Give the only repository that is connected, or that this user connected.

    Raises RepositoryNotNamed where there is none or there are several.
    """
    rows = GitHubRepository.objects.filter(is_active=True)
    found = list((rows.owned_by(user) if user else rows)[:2])
    if len(found) != 1:
        raise RepositoryNotNamed(any_connected=bool(found))
    return found[0]


@transaction.atomic
def find_or_connect(*, user: User, full_name: str, html_url: str = "") -> GitHubRepository:
    """Give the user's repository of this `owner/name`, in any case, made when there is none.

    `html_url` is the repository's page, empty when the repository is on no host.
    """
    _lock(user)
    found = GitHubRepository.objects.owned_by(user).named(full_name).first()
    return found or _connect(user, full_name, html_url, {})


@transaction.atomic
def connect_repository(
    *, user: User, remote: str, facts: Facts | None = None
) -> tuple[GitHubRepository, bool]:
    """Give the repository that a git remote names, and whether this made it.

    One that the user had connected takes over what the facts say, and a GitHub id takes the place
    of a stand-in; one that was deactivated stays so, since agents begin with this each time.
    Raises BadRemote or RepositoryIdConflict.
    """
    named, known = parse_remote(remote), facts or Facts()
    _lock(user)
    found = _found(user, remote)
    if known.github_repo_id is not None:
        _require_free(known.github_repo_id, user, found, named)
    if found is None:
        return _connect(user, named.full_name, named.html_url, known.columns), True
    return _changed(found, {**known.columns, **_addresses(found, named)}), False


@transaction.atomic
def change_repository(
    *, repository_id: UUID, actor: Actor, changes: Mapping[str, Any]
) -> GitHubRepository:
    """Change columns of a repository that the actor may see; raises RepositoryNotFound."""
    rows = GitHubRepository.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    row = rows.filter(pk=repository_id).first()
    if row is None:
        raise RepositoryNotFound(repository_id)
    return _changed(row, changes)


def _lock(user: User) -> None:
    """Let no two requests connect repositories of the user at once."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _found(user: User, remote: str) -> GitHubRepository | None:
    """The user's repository of this remote: one that is known to be on a host before others."""
    rows = GitHubRepository.objects.owned_by(user).of_remote(remote)
    return min(rows, key=lambda row: (not row.github_html_url, row.created_at), default=None)


def _require_free(
    github_repo_id: int, user: User, row: GitHubRepository | None, named: RemoteName
) -> None:
    """Raise RepositoryIdConflict for an id that contradicts the row's own or another row's."""
    if row is not None and 0 < row.github_repo_id != github_repo_id:
        known_as = f"its id is {row.github_repo_id}"
        raise RepositoryIdConflict(github_repo_id, named.full_name, known_as)
    holders = GitHubRepository.objects.owned_by(user).filter(github_repo_id=github_repo_id)
    holder = holders.first()
    if holder is not None and holder != row:
        known_as = f"{holder.github_full_name} has it"
        raise RepositoryIdConflict(github_repo_id, named.full_name, known_as)


def _connect(
    user: User, full_name: str, html_url: str, columns: Mapping[str, Any]
) -> GitHubRepository:
    owner, _, name = full_name.partition("/")
    stated = {"github_repo_id": _stand_in(user, full_name, html_url), **columns}
    return GitHubRepository.objects.create(
        user=user,
        github_owner=owner,
        github_name=name,
        github_full_name=full_name,
        github_clone_url=_clone_url(html_url),
        github_html_url=html_url,
        **stated,
    )


def _stand_in(user: User, full_name: str, html_url: str) -> int:
    """A stand-in made of the name, or of the page where the name is taken on another host."""
    stand_in = placeholder_repository_id(full_name)
    rows = GitHubRepository.objects.owned_by(user)
    is_taken = rows.filter(github_repo_id=stand_in).exists()
    return placeholder_repository_id(html_url) if is_taken else stand_in


def _addresses(row: GitHubRepository, named: RemoteName) -> dict[str, str]:
    """The addresses that a repository on no host gets when a remote names its host."""
    if row.github_html_url or not named.html_url:
        return {}
    return {
        "github_html_url": named.html_url,
        "github_clone_url": row.github_clone_url or _clone_url(named.html_url),
    }


def _clone_url(html_url: str) -> str:
    return f"{html_url}.git" if html_url else ""


def _changed(row: GitHubRepository, changes: Mapping[str, Any]) -> GitHubRepository:
    """Write what differs, and nothing when nothing does."""
    different = {name: value for name, value in changes.items() if getattr(row, name) != value}
    if different:
        for name, value in different.items():
            setattr(row, name, value)
        row.save(update_fields=list(different))
        row.refresh_from_db(fields=["updated_at"])
    return row
