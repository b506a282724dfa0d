"""Analysis runs as JSON, what agents say of them, and what became of their suggestions."""

from typing import Any, Final

from django.conf import settings
from django.core.validators import RegexValidator
from rest_framework import serializers

from accounts.api.bodies import (
    Body,
    IdField,
    LineField,
    TextField,
    WholeNumberField,
    for_example,
)
from accounts.api.serializers import RowSerializer
from backlog.choices import COMPLEXITY_RANGE, SCORE_RANGE, Area, BenefitCategory, ItemType
from backlog.models import AnalysisRun
from backlog.modes import FULL, MODE_NAMES
from backlog.services.fates import FateKind

LONGEST_TITLE: Final = 200
LONGEST_LINE: Final = 500
LONGEST_TEXT: Final = 20_000
LONGEST_DESCRIPTION: Final = 1_000
MOST_BENEFITS: Final = 10
MOST_FILES: Final = 100
"""The limits of docs/suggestions.schema.json; a test compares them."""

_COMMIT: Final = RegexValidator(
    "^[0-9a-f]{7,64}$", "Give the hash of a commit: 7 to 64 hexadecimal digits in lower case."
)
_ICON: Final = RegexValidator(
    "^[a-z0-9_]{0,60}$", "Give the name of a Material symbol, as in speed."
)


class AnalysisRunSerializer(RowSerializer[AnalysisRun]):
    """A review of a repository: all columns of its table."""

    class Meta:
        model = AnalysisRun
        fields = [
            "id",
            "created_at",
            "user_id",
            "repository_id",
            "mode",
            "items_found",
            "started_at",
            "completed_at",
            "status",
            "error_message",
        ]


@for_example(repository_id="0c9b8d7e-53a1-4a5e-8f60-3c1f4f5d2a22", mode="quick")
class RunBody(Body):
    """What an agent says when it begins a review; `commit_sha` is what it looks at."""

    repository_id = IdField()
    mode = serializers.ChoiceField(choices=MODE_NAMES, default=FULL)
    commit_sha = LineField(required=False, validators=[_COMMIT])


@for_example(error_message="The checkout has no commits.")
class RunFailureBody(Body):
    """What an agent says when its review went wrong."""

    error_message = TextField(max_length=LONGEST_TEXT)


class BenefitBody(Body):
    """What somebody gains when a suggestion is carried out; `icon` names a Material symbol."""

    category = serializers.ChoiceField(choices=BenefitCategory.values)
    icon = TextField(required=False, allow_blank=True, validators=[_ICON])
    title = LineField(max_length=LONGEST_LINE)
    description = TextField(required=False, allow_blank=True, max_length=LONGEST_DESCRIPTION)


class SuggestionBody(Body):
    """One proposal; `files` are paths from the root of the checkout, with a line if known."""

    title = LineField(max_length=LONGEST_TITLE)
    problem = TextField(max_length=LONGEST_TEXT)
    solution = TextField(max_length=LONGEST_TEXT)
    area = serializers.ChoiceField(choices=Area.values)
    type = serializers.ChoiceField(choices=ItemType.values)
    complexity = WholeNumberField(min_value=COMPLEXITY_RANGE[0], max_value=COMPLEXITY_RANGE[1])
    impact_score = WholeNumberField(min_value=SCORE_RANGE[0], max_value=SCORE_RANGE[1])
    effort_score = WholeNumberField(min_value=SCORE_RANGE[0], max_value=SCORE_RANGE[1])
    benefits = serializers.ListField(child=BenefitBody(), required=False, max_length=MOST_BENEFITS)
    files = serializers.ListField(
        child=LineField(max_length=LONGEST_LINE), required=False, max_length=MOST_FILES
    )


@for_example(
    suggestions=[
        {
            "title": "Close the file after a failed import",
            "problem": "import_rows() leaves the file open when a row is malformed.",
            "solution": "Open the file in a with statement in importer.py.",
            "area": "backend",
            "type": "backend",
            "complexity": 2,
            "impact_score": 8,
            "effort_score": 2,
            "benefits": [{"category": "reliability", "title": "Imports can be repeated"}],
            "files": ["importer.py"],
        }
    ]
)
class SuggestionsBody(Body):
    """A batch of suggestions: all of them are stored, or none."""

    suggestions = serializers.ListField(
        child=SuggestionBody(), min_length=1, max_length=settings.API_SUGGESTIONS_PER_BATCH
    )


class FateSerializer(serializers.Serializer[Any]):
    """What became of one suggestion, and the row that stands for it, if any does."""

    outcome = serializers.ChoiceField(choices=[kind.value for kind in FateKind])
    item_id = serializers.UUIDField(allow_null=True)
    filtered_item_id = serializers.UUIDField(allow_null=True)
    filter_reason = serializers.CharField(allow_null=True)
    filter_confidence = serializers.DecimalField(max_digits=3, decimal_places=2, allow_null=True)
    evidence = serializers.CharField(allow_null=True)


class FatesSerializer(serializers.Serializer[Any]):
    """What became of the suggestions of a batch, in their order, and how many of each kind."""

    results = FateSerializer(many=True)
    added = serializers.IntegerField()
    repeated = serializers.IntegerField()
    reopened = serializers.IntegerField()
    filtered = serializers.IntegerField()
    held_back = serializers.IntegerField()
    outside_area = serializers.IntegerField()
