"""Users, API keys, connected repositories and AI provider keys."""

from __future__ import annotations

from typing import ClassVar, Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import Group, Permission, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from accounts.choices import Provider, Role
from accounts.querysets import (
    AIProviderKeyQuerySet,
    APIKeyQuerySet,
    GitHubRepositoryQuerySet,
    UserManager,
)
from mason.database.fields import LineField
from mason.database.indexes import LongNameIndex
from mason.database.rows import CreatedRow, UpdatedRow
from mason.database.triggers import touch_updated_at
from mason.tables import TABLES

UNUSABLE_PASSWORD: Final = UNUSABLE_PASSWORD_PREFIX
"""What the password column holds for users that other writers make: no password matches it."""


class User(UpdatedRow, AbstractBaseUser, PermissionsMixin):
    """A person, known by a GitHub account."""

    github_id = LineField("GitHub id")
    github_username = LineField("GitHub user name")
    github_email = LineField("GitHub email", blank=True, null=True)
    github_avatar_url = LineField("GitHub avatar URL", blank=True, null=True)
    default_repository = models.ForeignKey(
        "GitHubRepository",
        models.SET_NULL,
        blank=True,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    is_active = models.BooleanField(default=True, db_default=True)
    password = models.CharField(
        max_length=128, default=UNUSABLE_PASSWORD, db_default=UNUSABLE_PASSWORD
    )
    is_staff = models.BooleanField("may sign in", default=False, db_default=False)
    is_superuser = models.BooleanField("has every right", default=False, db_default=False)
    groups = models.ManyToManyField(  # type: ignore[assignment]  # only its table differs
        Group, blank=True, related_name="user_set", db_table="accounts_user_groups"
    )
    user_permissions = models.ManyToManyField(  # type: ignore[assignment]  # likewise
        Permission, blank=True, related_name="user_set", db_table="accounts_user_permissions"
    )

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "github_email"
    USERNAME_FIELD = "github_username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["github_id"]

    class Meta:
        db_table = TABLES.users
        ordering = ["github_username", "id"]
        constraints = [
            models.UniqueConstraint(fields=["github_id"], name="mason_users_github_id_key")
        ]
        permissions = [("decide", "Can approve, defer, reject, reopen and restore")]
        triggers = [touch_updated_at()]

    def __str__(self) -> str:
        return self.github_username

    @property
    def role(self) -> Role | None:
        """The most that the user may be, read from its groups; None for somebody without a role."""
        if self.is_superuser:
            return Role.ADMINISTRATOR
        names = {group.name for group in self.groups.all()}
        return next((role for role in reversed(Role) if role.value in names), None)


class APIKey(CreatedRow):
    """A program's key: its hash and its first characters, never the key itself."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_keys")
    name = LineField(default="Default", db_default="Default")
    key_hash = LineField(editable=False)
    key_prefix = LineField(editable=False)
    last_used_at = models.DateTimeField(blank=True, null=True, editable=False)

    objects = APIKeyQuerySet.as_manager()

    class Meta:
        db_table = TABLES.api_keys
        ordering = ["-created_at", "id"]
        verbose_name = "API key"
        constraints = [
            models.UniqueConstraint(fields=["key_hash"], name="idx_mason_api_keys_key_hash")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.key_prefix}…)"


class GitHubRepository(UpdatedRow):
    """A repository that a user connected."""

    user = models.ForeignKey(User, models.CASCADE, related_name="repositories", db_index=False)
    github_repo_id = models.BigIntegerField("GitHub repository id")
    github_owner = LineField("owner")
    github_name = LineField("name")
    github_full_name = LineField("full name", help_text="owner/name")
    github_default_branch = LineField("default branch", default="main", db_default="main")
    github_private = models.BooleanField("private", default=False, db_default=False)
    github_clone_url = LineField("clone URL")
    github_html_url = LineField("page")
    is_active = models.BooleanField(default=True, db_default=True)
    last_synced_at = models.DateTimeField(blank=True, null=True)

    objects = GitHubRepositoryQuerySet.as_manager()

    class Meta:
        db_table = TABLES.github_repositories
        ordering = ["github_full_name", "id"]
        verbose_name = "repository"
        verbose_name_plural = "repositories"
        indexes = [
            # What `iexact` compares, for looking a git remote up.
            LongNameIndex(Upper("github_full_name"), name="github_repositories_by_name")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "github_repo_id"],
                name="mason_github_repositories_user_id_github_repo_id_key",
            )
        ]
        triggers = [touch_updated_at()]

    def __str__(self) -> str:
        return self.github_full_name


class AIProviderKey(UpdatedRow):
    """A user's key for a provider of language models, encrypted."""

    user = models.ForeignKey(User, models.PROTECT, related_name="provider_keys", db_index=False)
    provider = LineField(choices=Provider)
    encrypted_api_key = LineField(db_column="api_key", editable=False)

    objects = AIProviderKeyQuerySet.as_manager()

    class Meta:
        db_table = TABLES.ai_provider_keys
        ordering = ["provider", "id"]
        verbose_name = "AI provider key"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "provider"], name="mason_ai_provider_keys_user_id_provider_key"
            ),
            models.CheckConstraint(
                condition=Q(provider__in=Provider.values),
                name="mason_ai_provider_keys_provider_check",
            ),
        ]
        triggers = [touch_updated_at()]

    def __str__(self) -> str:
        return f"{Provider(self.provider).label} key of {self.user}"


class AnsweredRequest(models.Model):
    """A request with an Idempotency-Key, and its answer, for as long as it may be repeated.

    The row is written in the transaction of what the request does. Without a `body` the answer
    held a secret and isn't kept.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    key = LineField()
    fingerprint = LineField(help_text="Stands for what was asked.")
    status = models.IntegerField(null=True)
    body = models.TextField(null=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="accounts_answered_once_per_user")
        ]
        indexes = [models.Index(fields=["expires_at"], name="accounts_answered_expiring")]

    def __str__(self) -> str:
        return self.key


class RequestAllowance(models.Model):
    """How many requests of the present minute the processes have taken for an API key or user."""

    subject = models.UUIDField(primary_key=True)
    window_start = models.DateTimeField()
    taken = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["window_start"], name="accounts_allowance_of_window")]

    def __str__(self) -> str:
        return f"{self.taken} requests from {self.window_start:%H:%M}"
