"""What every answer that isn't a success looks like, for the schema: RFC 9457."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers


class RefusedValue(serializers.Serializer[Any]):
    """One value that is refused: the field in dots, for a batch the row's index, and why."""

    field = serializers.CharField(required=False)
    index = serializers.IntegerField(required=False)
    detail = serializers.CharField()


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A refused value",
            {
                "type": "about:blank",
                "title": "Bad Request",
                "status": 400,
                "code": "invalid",
                "detail": "limit: Give a whole number from 1 to 200.",
                "errors": [
                    {"field": "limit", "detail": "Give a whole number from 1 to 200."},
                ],
            },
        )
    ]
)
class Problem(serializers.Serializer[Any]):
    """What went wrong: `detail` is a sentence for people, `code` is for programs."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors = RefusedValue(many=True, required=False)  # type: ignore[assignment]  # a field here
    current_status = serializers.CharField(required=False)
    allowed_statuses = serializers.ListField(child=serializers.CharField(), required=False)
    current_version = serializers.CharField(required=False)
    valid = serializers.BooleanField(required=False)
