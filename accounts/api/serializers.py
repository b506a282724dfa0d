"""Accounts as JSON, and what all resources' JSON has in common."""

from datetime import UTC
from typing import Any, Final

from django.db import models
from rest_framework import serializers

from accounts.api.bodies import (
    Body,
    IdField,
    LineField,
    TruthField,
    WholeNumberField,
    for_example,
)
from accounts.choices import Provider
from accounts.exceptions import BadRemote
from accounts.models import AIProviderKey, APIKey, GitHubRepository, User
from accounts.remotes import REMOTE_PATTERN, parse_remote
from accounts.services.api_keys import DEFAULT_NAME

LONGEST_NAME: Final = 200
"""Characters of the name of a key or a branch."""
LONGEST_REMOTE: Final = 500
LONGEST_SECRET: Final = 1_000
BIGINT_MAXIMUM: Final = 2**63 - 1


class MomentField(serializers.DateTimeField):
    """A time, in UTC whatever the time zone of the pages is."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"default_timezone": UTC, **options})


class RowSerializer[Row: models.Model](serializers.ModelSerializer[Row]):
    """A row of a documented table: its columns under their documented names, none to be written."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateTimeField: MomentField,
    }

    def build_property_field(
        self, field_name: str, model_class: type[models.Model]
    ) -> tuple[type[serializers.Field[Any, Any, Any, Any]], dict[str, Any]]:
        """Give the field of a column that refers to another table, `…_id`."""
        column = model_class._meta.get_field(field_name.removesuffix("_id"))
        return serializers.UUIDField, {"read_only": True, "allow_null": column.null}

    def get_extra_kwargs(self) -> dict[str, Any]:
        """Keep every column from being written."""
        every = {name: {"read_only": True} for name in self.Meta.fields}
        return {**every, **super().get_extra_kwargs()}


class RepositorySerializer(RowSerializer[GitHubRepository]):
    """What an agent needs to find and clone a repository."""

    class Meta:
        model = GitHubRepository
        fields = [
            "id",
            "github_repo_id",
            "github_owner",
            "github_name",
            "github_full_name",
            "github_default_branch",
            "github_private",
            "github_clone_url",
            "github_html_url",
            "last_synced_at",
        ]


class ConnectedRepositorySerializer(RowSerializer[GitHubRepository]):
    """A connected repository: all columns of its table.

    A `github_repo_id` below zero stands in for an id that isn't known.
    """

    class Meta:
        model = GitHubRepository
        fields = [
            "id",
            "created_at",
            "updated_at",
            "user_id",
            "github_repo_id",
            "github_owner",
            "github_name",
            "github_full_name",
            "github_default_branch",
            "github_private",
            "github_clone_url",
            "github_html_url",
            "is_active",
            "last_synced_at",
        ]


class UserSerializer(RowSerializer[User]):
    """A user: the documented columns of its table."""

    class Meta:
        model = User
        fields = [
            "id",
            "created_at",
            "updated_at",
            "github_id",
            "github_username",
            "github_email",
            "github_avatar_url",
            "default_repository_id",
            "is_active",
        ]


class APIKeySerializer(RowSerializer[APIKey]):
    """An API key, by its first characters; the key itself isn't stored."""

    class Meta:
        model = APIKey
        fields = ["id", "created_at", "user_id", "name", "key_prefix", "last_used_at"]


class NewAPIKeySerializer(APIKeySerializer):
    """An API key that was just made, with the key, which is never shown again."""

    key = serializers.CharField(read_only=True)

    class Meta(APIKeySerializer.Meta):
        fields = [*APIKeySerializer.Meta.fields, "key"]


class ProviderKeySerializer(RowSerializer[AIProviderKey]):
    """That a user has a key for a provider; the key is never shown."""

    class Meta:
        model = AIProviderKey
        fields = ["id", "user_id", "provider", "created_at", "updated_at"]


@for_example(default_repository_id="0c9b8d7e-53a1-4a5e-8f60-3c1f4f5d2a22")
class UserChanges(Body):
    """What a user may change; null takes the choice back."""

    default_repository_id = IdField(required=False, allow_null=True)


@for_example(name="build agent")
class APIKeyBody(Body):
    """What a new API key is called."""

    name = LineField(required=False, default=DEFAULT_NAME, max_length=LONGEST_NAME)


@for_example(provider="anthropic", api_key="the-secret-of-the-provider")
class ProviderKeyBody(Body):
    """A key for a provider, which is stored encrypted and never shown."""

    provider = serializers.ChoiceField(choices=Provider.values)
    api_key = LineField(max_length=LONGEST_SECRET, write_only=True)


@for_example(default_branch="trunk")
class RepositoryChanges(Body):
    """What may be changed of a repository."""

    default_branch = LineField(required=False, max_length=LONGEST_NAME)
    private = TruthField(required=False)


class RemoteField(LineField):
    """Any form of a git remote."""

    pattern = REMOTE_PATTERN


@for_example(remote="git@github.com:octocat/hello-world.git", default_branch="main")
class ConnectBody(RepositoryChanges):
    """The repository to connect, by any form of its git remote, and what is known of it."""

    remote = RemoteField(max_length=LONGEST_REMOTE)
    github_repo_id = WholeNumberField(required=False, min_value=1, max_value=BIGINT_MAXIMUM)

    def validate_remote(self, remote: str) -> str:
        """Refuse a text that names no repository; raises ValidationError."""
        try:
            parse_remote(remote)
        except BadRemote as error:
            raise serializers.ValidationError(str(error)) from error
        return remote
