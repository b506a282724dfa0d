"""Backlog items as JSON, and what agents say of them."""

from typing import Final
from urllib.parse import urlsplit

from rest_framework import serializers

from backlog.models import BacklogItem

_WEB_SCHEMES: Final = ("http", "https")


class BacklogItemSerializer(serializers.ModelSerializer[BacklogItem]):
    """A backlog item: all columns of its table, none of them to be written."""

    user_id = serializers.UUIDField(read_only=True, allow_null=True)
    repository_id = serializers.UUIDField(read_only=True, allow_null=True)
    analysis_run_id = serializers.UUIDField(read_only=True, allow_null=True)

    class Meta:
        model = BacklogItem
        fields = [
            "id",
            "created_at",
            "updated_at",
            "user_id",
            "repository_id",
            "analysis_run_id",
            "title",
            "problem",
            "solution",
            "area",
            "type",
            "complexity",
            "impact_score",
            "effort_score",
            "priority_score",
            "benefits",
            "status",
            "branch_name",
            "pr_url",
            "prd_content",
            "prd_generated_at",
        ]
        read_only_fields = fields


def require_web_address(value: str) -> None:
    """Refuse what no browser can open; hosts without a dot pass, since they exist in-house.

    Raises ValidationError.
    """
    message = "Give a web address that begins with https:// or http:// and has no spaces."
    try:
        parts = urlsplit(value)
        opens = parts.scheme in _WEB_SCHEMES and bool(parts.hostname) and value.split() == [value]
    except ValueError as error:
        raise serializers.ValidationError(message) from error
    if not opens:
        raise serializers.ValidationError(message)


class StartSerializer(serializers.Serializer[BacklogItem]):
    """What an agent says when it starts an item."""

    branch_name = serializers.CharField()


class CompleteSerializer(serializers.Serializer[BacklogItem]):
    """What an agent says when it has finished an item."""

    pr_url = serializers.CharField(validators=[require_web_address])


class FailSerializer(serializers.Serializer[BacklogItem]):
    """What an agent says when its attempt went wrong."""

    error_message = serializers.CharField(required=False, allow_blank=True, allow_null=True)
