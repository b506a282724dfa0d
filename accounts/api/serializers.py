"""Accounts as JSON, and what all resources' JSON has in common."""

from datetime import UTC
from typing import Any

from django.db import models
from rest_framework import serializers

from accounts.models import GitHubRepository


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
