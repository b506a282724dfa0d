"""The live state of one item's execution."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from backlog.models import BacklogItem
from execution.choices import (
    DEFAULT_TOTAL_WAVES,
    MAXIMUM_FIX_ITERATIONS,
    Phase,
    ValidationStatus,
    WaveStatus,
)
from execution.querysets import ExecutionProgressQuerySet
from execution.triggers import notify_progress
from mason.database.fields import LineField
from mason.database.functions import TransactionNow
from mason.database.indexes import LongNameIndex
from mason.database.rows import IdentifiedRow
from mason.database.triggers import touch_updated_at
from mason.tables import TABLES

VALIDATIONS = (
    "validation_typescript",
    "validation_eslint",
    "validation_build",
    "validation_tests",
)


def _one_of(column: str, values: list[str]) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{column}__in": values}),
        name=f"mason_execution_progress_{column}_check",
    )


class ExecutionProgress(IdentifiedRow):
    """How far the execution of an item is; one row for each item that was ever executed."""

    item = models.OneToOneField(BacklogItem, models.PROTECT, related_name="progress")
    run_id = LineField("run", blank=True, null=True)
    current_phase = LineField("phase", choices=Phase, blank=True, null=True)
    current_wave = models.IntegerField("wave", default=1, db_default=1)
    total_waves = models.IntegerField(
        "waves", default=DEFAULT_TOTAL_WAVES, db_default=DEFAULT_TOTAL_WAVES
    )
    wave_status = LineField(
        choices=WaveStatus, default=WaveStatus.PENDING, db_default=WaveStatus.PENDING
    )
    current_task = models.TextField(blank=True, null=True)
    tasks_completed = models.IntegerField(default=0, db_default=0)
    tasks_total = models.IntegerField(default=0, db_default=0)
    current_file = LineField(blank=True, null=True)
    files_touched = ArrayField(models.TextField(), default=list, db_default=[], blank=True)
    lines_changed = models.IntegerField(default=0, db_default=0)
    validation_typescript = LineField(choices=ValidationStatus, blank=True, null=True)
    validation_eslint = LineField(choices=ValidationStatus, blank=True, null=True)
    validation_build = LineField(choices=ValidationStatus, blank=True, null=True)
    validation_tests = LineField(choices=ValidationStatus, blank=True, null=True)
    inspector_findings = ArrayField(models.TextField(), default=list, db_default=[], blank=True)
    fix_iteration = models.IntegerField(default=0, db_default=0)
    max_iterations = models.IntegerField(
        default=MAXIMUM_FIX_ITERATIONS, db_default=MAXIMUM_FIX_ITERATIONS
    )
    started_at = models.DateTimeField(default=timezone.now, db_default=TransactionNow())
    updated_at = models.DateTimeField(
        default=timezone.now, db_default=TransactionNow(), editable=False
    )
    completed_at = models.DateTimeField(blank=True, null=True)

    objects = ExecutionProgressQuerySet.as_manager()

    class Meta:
        db_table = TABLES.execution_progress
        ordering = ["-started_at", "id"]
        verbose_name_plural = "execution progress"
        indexes = [
            LongNameIndex(fields=["item"], name="idx_mason_execution_progress_item"),
            # No report changes it, so reports still write no index.
            models.Index(fields=["-started_at", "id"], name="execution_progress_newest"),
            # Only the last report of an attempt writes it: for what ended a moment ago.
            models.Index(
                fields=["completed_at"],
                name="execution_progress_ended",
                condition=Q(completed_at__isnull=False),
            ),
        ]
        constraints = [
            _one_of("current_phase", Phase.values),
            _one_of("wave_status", WaveStatus.values),
            *(_one_of(column, ValidationStatus.values) for column in VALIDATIONS),
        ]
        triggers = [touch_updated_at(), notify_progress()]

    def __str__(self) -> str:
        return f"{self.current_phase} of {self.item}"
