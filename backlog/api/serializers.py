"""Backlog items as JSON, and what agents say of them."""

from typing import Any, Final
from urllib.parse import urlsplit

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.bodies import Body, LineField, TextField, for_example
from accounts.api.listing.columns import DerivedField
from accounts.api.serializers import RowSerializer
from backlog.choices import ItemStatus
from backlog.models import BacklogItem, FilteredItem, RestoreFeedback
from backlog.prd.readiness import prd_problems

LONGEST_REASON: Final = 2_000
"""Characters of a reason."""

_WEB_SCHEMES: Final = ("http", "https")


class BacklogItemSerializer(RowSerializer[BacklogItem]):
    """A backlog item: all columns of its table, none of them to be written."""

    priority_score = serializers.IntegerField(read_only=True, allow_null=True)

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


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class PRDProblemsField(DerivedField[str | None]):
    """What is wrong with an item's PRD, by line: empty when the PRD can be executed."""

    column = "prd_content"

    def derive(self, value: str | None) -> list[str]:
        """Give the problems; one that says so where there is no PRD."""
        return list(prd_problems(value))


class BacklogItemAloneSerializer(BacklogItemSerializer):
    """A backlog item with what is wrong with its PRD: `prd_problems` is empty when nothing is."""

    prd_problems = PRDProblemsField()

    class Meta(BacklogItemSerializer.Meta):
        fields = [*BacklogItemSerializer.Meta.fields, "prd_problems"]


class FilteredItemSerializer(RowSerializer[FilteredItem]):
    """A suggestion that the filter kept out: all columns of its table."""

    class Meta:
        model = FilteredItem
        fields = [
            "id",
            "created_at",
            "title",
            "problem",
            "solution",
            "type",
            "area",
            "impact_score",
            "effort_score",
            "complexity",
            "benefits",
            "filter_reason",
            "filter_tier",
            "filter_confidence",
            "evidence",
            "analysis_run_id",
            "override_status",
            "repository_id",
        ]


class RestoreFeedbackSerializer(RowSerializer[RestoreFeedback]):
    """That a person restored a filtered item: all columns of its table."""

    class Meta:
        model = RestoreFeedback
        fields = [
            "id",
            "created_at",
            "filtered_item_id",
            "filter_tier",
            "filter_reason",
            "restored_at",
        ]


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


@extend_schema_field({"type": "string", "format": "uri", "pattern": r"^https?://[^\s/?#]+\S*$"})
class WebAddressField(TextField):
    """The address of a page."""


class NextItemSerializer(serializers.Serializer[Any]):
    """The approved item of the highest priority, null without any, and how many are approved."""

    item = BacklogItemAloneSerializer(allow_null=True)
    total_approved = serializers.IntegerField()


class NextItemsSerializer(serializers.Serializer[Any]):
    """The approved items of the highest priority, and how many there are here."""

    items = BacklogItemAloneSerializer(many=True)
    count = serializers.IntegerField()


class StartSerializer(serializers.Serializer[BacklogItem]):
    """What an agent says when it starts an item."""

    branch_name = LineField()


class CompleteSerializer(serializers.Serializer[BacklogItem]):
    """What an agent says when it has finished an item."""

    pr_url = WebAddressField(validators=[require_web_address])


class FailSerializer(serializers.Serializer[BacklogItem]):
    """What an agent says when its attempt went wrong."""

    error_message = TextField(required=False, allow_blank=True, allow_null=True)


@for_example(reason="The loop runs for every order, not once.")
class RestoreBody(Body):
    """What a curator says when restoring."""

    reason = TextField(required=False, allow_blank=True, default="", max_length=LONGEST_REASON)


@for_example(reason="Not before the new importer is there.", seen_status="new")
class DecisionBody(RestoreBody):
    """What a curator says when deciding; `seen_status` is the status that the decision is about."""

    seen_status = serializers.ChoiceField(
        choices=ItemStatus.values, required=False, allow_null=True, default=None
    )


class RejectionBody(DecisionBody):
    """What a curator says when rejecting: why, so that it isn't proposed again."""

    reason = TextField(
        max_length=LONGEST_REASON,
        error_messages=dict.fromkeys(
            ("required", "blank"), "reason is missing: give why it is rejected."
        ),
    )
