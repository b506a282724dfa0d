"""What agents say of executions: the bodies of their requests."""

from typing import Any, Final

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.bodies import (
    Body,
    DistinctField,
    IdField,
    LineField,
    ObjectField,
    TextField,
    WholeNumberField,
    for_example,
)
from accounts.api.serializers import MomentField
from accounts.filters import INTEGER_RANGE
from backlog.api.serializers import (
    LONGEST_REASON,
    CompleteSerializer,
    FailSerializer,
    StartSerializer,
    WebAddressField,
    require_web_address,
)
from execution.choices import (
    FINISHED_STATUSES,
    ITEMS_OF_A_RUN,
    LONGEST_RUN_ID,
    ItemOutcome,
    LogLevel,
    Phase,
    RunStatus,
    ValidationStatus,
    WaveStatus,
)
from execution.services.beginning_runs import DEFAULT_BASE_BRANCH

_REPOSITORY: Final = "0c9b8d7e-53a1-4a5e-8f60-3c1f4f5d2a22"
_ITEM: Final = "9d2e4c60-1b7a-4a53-b1de-7f0a1c2b3d44"
_RUN: Final = "c1d2e3f4-0516-4728-8394-a5b6c7d8e9f0"
_BRANCH: Final = "mason/close-the-file"
_PULL_REQUEST: Final = "https://github.com/octocat/hello-world/pull/7"
"""What the examples are about."""

LONGEST_LIST: Final = 10_000
"""How many files or findings a report names at most."""


@extend_schema_field({"type": "object", "additionalProperties": {}})
class MetadataField(ObjectField):
    """What programs want to know of a line."""


class RunIdField(TextField):
    """A run's id: any text, kept as it is."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{"max_length": LONGEST_RUN_ID, "trim_whitespace": False, "min_length": 1, **options}
        )


class CountField(WholeNumberField):
    """How many of something there are; without one the value stays as it is."""

    def __init__(self, **options: Any) -> None:
        optional = {"required": False, "allow_null": True}
        super().__init__(min_value=0, max_value=INTEGER_RANGE[1], **{**optional, **options})


def _perhaps_run_id() -> RunIdField:
    return RunIdField(required=False, allow_null=True, default=None)


def _one_of(choices: list[tuple[str, str]]) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=choices, required=False, allow_null=True)


def _perhaps_text() -> TextField:
    return TextField(required=False, allow_null=True, allow_blank=True)


def _perhaps_address() -> WebAddressField:
    return WebAddressField(required=False, allow_null=True, validators=[require_web_address])


def _texts() -> serializers.ListField:
    return serializers.ListField(
        child=TextField(), required=False, allow_null=True, max_length=LONGEST_LIST
    )


@for_example(repository_id=_REPOSITORY, run_id=_RUN)
class ClaimBody(Body):
    """What to claim; without a `run_id` the claim gets one of its own."""

    repository_id = IdField()
    run_id = _perhaps_run_id()
    limit = WholeNumberField(
        min_value=1, max_value=settings.API_CLAIMED_AT_ONCE, required=False, default=1
    )


@for_example(branch_name=_BRANCH, run_id=_RUN)
class StartForRunSerializer(StartSerializer):
    """What an agent says when it starts an item, perhaps for a run."""

    run_id = _perhaps_run_id()


@for_example(pr_url=_PULL_REQUEST, run_id=_RUN)
class CompleteForRunSerializer(CompleteSerializer):
    """What an agent says when it has finished an item, which its run holds."""

    run_id = _perhaps_run_id()


@for_example(error_message="The tests need a service that I cannot reach.", run_id=_RUN)
class FailForRunSerializer(FailSerializer):
    """What an agent says when its attempt went wrong."""

    run_id = _perhaps_run_id()


@for_example(reason="I am being shut down.", run_id=_RUN)
class ReleaseBody(Body):
    """What an agent says when it gives an item back."""

    run_id = _perhaps_run_id()
    reason = TextField(required=False, allow_null=True, allow_blank=True, max_length=LONGEST_REASON)


@for_example(repository_id=_REPOSITORY, item_ids=[_ITEM], branch_name=_BRANCH)
class RemoteRunBody(Body):
    """What a remote run is to be about."""

    repository_id = IdField()
    branch_name = LineField()
    base_branch = LineField(required=False, default=DEFAULT_BASE_BRANCH)
    item_ids = DistinctField(
        child=IdField(), required=False, default=list, max_length=ITEMS_OF_A_RUN
    )


class ItemResultBody(Body):
    """How one item of a remote run ended."""

    item_id = IdField()
    status = serializers.ChoiceField(choices=ItemOutcome.choices)
    error_message = _perhaps_text()


@for_example(status="in_progress", files_changed=2, lines_added=31, lines_removed=4)
class RemoteReportBody(Body):
    """How a remote run goes; what is left out stays as it is."""

    status = serializers.ChoiceField(
        choices=[(RunStatus.IN_PROGRESS.value, RunStatus.IN_PROGRESS.label)],
        required=False,
        allow_null=True,
    )
    files_changed = CountField()
    lines_added = CountField()
    lines_removed = CountField()
    pr_url = _perhaps_address()
    pr_number = CountField()
    error_message = _perhaps_text()
    item_results = serializers.ListField(
        child=ItemResultBody(), required=False, allow_null=True, max_length=ITEMS_OF_A_RUN
    )


@for_example(
    status="success",
    pr_url=_PULL_REQUEST,
    pr_number=7,
    item_results=[{"item_id": _ITEM, "status": "success"}],
)
class FinishBody(RemoteReportBody):
    """How a remote run ended."""

    status = serializers.ChoiceField(
        choices=[(status.value, status.label) for status in FINISHED_STATUSES]
    )


class LineBody(Body):
    """One line to be logged; without a `created_at` it gets the time of its arrival."""

    log_level = serializers.ChoiceField(
        choices=LogLevel.choices, required=False, default=LogLevel.INFO.value
    )
    message = TextField(allow_blank=True, trim_whitespace=False)
    metadata = MetadataField(required=False, default=dict)
    created_at = MomentField(required=False, allow_null=True, default=None)


@for_example(
    item_id=_ITEM,
    run_id=_RUN,
    current_phase="building",
    current_wave=2,
    total_waves=3,
    current_task="Test a malformed row",
    validation_tests="running",
)
class ProgressBody(Body):
    """How far the execution of an item is; what is left out stays as it is."""

    item_id = IdField()
    run_id = _perhaps_run_id()
    current_phase = _one_of(Phase.choices)
    current_wave = CountField()
    total_waves = CountField()
    wave_status = _one_of(WaveStatus.choices)
    current_task = _perhaps_text()
    tasks_completed = CountField()
    tasks_total = CountField()
    current_file = _perhaps_text()
    files_touched = _texts()
    lines_changed = CountField()
    validation_typescript = _one_of(ValidationStatus.choices)
    validation_eslint = _one_of(ValidationStatus.choices)
    validation_build = _one_of(ValidationStatus.choices)
    validation_tests = _one_of(ValidationStatus.choices)
    inspector_findings = _texts()
    fix_iteration = CountField()
