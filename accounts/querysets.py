"""Reads of users, keys and repositories, in the domain's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q

from accounts.choices import DECIDING_ROLES, Role
from accounts.remotes import parse_remote

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from accounts.actors import Actor
    from accounts.models import AIProviderKey, APIKey, GitHubRepository, User


def _user_of_agent(actor: Actor) -> UUID | None:
    """The user whose rows an agent keeps to; None for people, who see everything."""
    if actor.api_key_id is None or actor.user is None:
        return None
    return actor.user.pk


def in_repositories_of(user: User, column: str = "repository_id") -> Func:
    """Rows whose column holds the id of one of the user's repositories.

    The ids are gathered first, as an array, and looked up in the column's index. A join, or a
    subquery beside another condition, has PostgreSQL look at every row.
    """
    own = ArraySubquery(user.repositories.order_by().values("pk"))
    return Func(
        F(column),
        own,
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=models.BooleanField(),
    )


class UserQuerySet(models.QuerySet["User"]):
    """Users, found as people name them."""

    def named(self, github_username: str) -> UserQuerySet:
        """Users of this GitHub name; GitHub doesn't tell upper from lower case."""
        return self.filter(github_username__iexact=github_username)

    def visible_to(self, actor: Actor) -> UserQuerySet:
        """What the actor may see: an agent its own user, anybody else everybody."""
        user_id = _user_of_agent(actor)
        return self.all() if user_id is None else self.filter(pk=user_id)

    def active(self) -> UserQuerySet:
        """Users who may sign in and whose keys work."""
        return self.filter(is_active=True)

    def deciding(self) -> UserQuerySet:
        """Active users who may decide."""
        return self._with_roles(DECIDING_ROLES)

    def administrators(self) -> UserQuerySet:
        """Active users who may administer."""
        return self._with_roles([Role.ADMINISTRATOR])

    def _with_roles(self, roles: Iterable[Role]) -> UserQuerySet:
        granted = Exists(
            self.model.groups.through.objects.filter(
                user=OuterRef("pk"), group__name__in=[role.value for role in roles]
            )
        )
        return self.active().filter(Q(is_superuser=True) | granted)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # a class made at run time
    """The manager that Django's authentication asks for."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Give the one user of this GitHub name.

        Raises User.DoesNotExist or User.MultipleObjectsReturned.
        """
        return self.named(username or "").get()  # type: ignore[no-any-return]


class APIKeyQuerySet(models.QuerySet["APIKey"]):
    """API keys."""

    def visible_to(self, actor: Actor) -> APIKeyQuerySet:
        """What the actor may see: its user's keys, a curator all."""
        return self.all() if actor.may_decide else self.filter(user=actor.user)


class GitHubRepositoryQuerySet(models.QuerySet["GitHubRepository"]):
    """Repositories, found as people name them."""

    def named(self, full_name: str) -> GitHubRepositoryQuerySet:
        """Repositories of this `owner/name`, in any case."""
        return self.filter(github_full_name__iexact=full_name)

    def owned_by(self, user: User) -> GitHubRepositoryQuerySet:
        """Repositories that this user connected."""
        return self.filter(user=user)

    def visible_to(self, actor: Actor) -> GitHubRepositoryQuerySet:
        """What the actor may see: an agent what its user connected, anybody else everything."""
        user_id = _user_of_agent(actor)
        return self.all() if user_id is None else self.filter(user=user_id)

    def of_remote(self, text: str) -> GitHubRepositoryQuerySet:
        """Repositories that this git remote names, in any case; raises BadRemote.

        A remote that names a host leaves out repositories whose page is on another.
        """
        remote = parse_remote(text)
        named = self.named(remote.full_name)
        if not remote.host:
            return named
        page = rf"^https?://([^/@]*@)?{remote.host.replace('.', '[.]')}(:[0-9]+)?(/|$)"
        return named.filter(Q(github_html_url="") | Q(github_html_url__iregex=page))

    def active(self) -> GitHubRepositoryQuerySet:
        """Repositories that still take part."""
        return self.filter(is_active=True)


class AIProviderKeyQuerySet(models.QuerySet["AIProviderKey"]):
    """AI provider keys."""

    def visible_to(self, actor: Actor) -> AIProviderKeyQuerySet:
        """What the actor may see: its user's keys, a curator all."""
        return self.all() if actor.may_decide else self.filter(user=actor.user)
