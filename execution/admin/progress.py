"""The live progress of items in the admin."""

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from accounts.admin.access import CuratorAdmin
from accounts.admin.badges import badge
from execution.admin.badges import PHASE
from execution.choices import ValidationStatus
from execution.models import ExecutionProgress
from execution.models.progress import VALIDATIONS


@admin.register(ExecutionProgress)
class ExecutionProgressAdmin(CuratorAdmin):
    """How far each item that was ever executed is."""

    unlisted_texts = ("files_touched", "inspector_findings")
    when_empty = "Nothing is being executed. An agent claims approved items with an API key:"
    when_empty_command = "python manage.py createapikey USER"

    list_display = [
        "item",
        "phase_badge",
        "current_wave",
        "total_waves",
        "tasks_completed",
        "tasks_total",
        "validations",
        "run_id",
        "updated_at",
        "live",
    ]
    list_filter = [
        "current_phase",
        "wave_status",
        ("item__repository", AutocompleteSelectFilter),
        *VALIDATIONS,
        "started_at",
        "completed_at",
    ]
    list_select_related = ["item"]
    search_fields = ["item__title", "run_id"]
    fields = [
        ("item", "run_id", "live"),
        ("phase_badge", "wave_status"),
        ("current_wave", "total_waves"),
        ("tasks_completed", "tasks_total"),
        ("current_task", "current_file"),
        "validations",
        ("fix_iteration", "max_iterations", "lines_changed"),
        "files",
        "findings",
        ("started_at", "updated_at", "completed_at"),
        "id",
    ]
    readonly_fields = [
        "id",
        "updated_at",
        "phase_badge",
        "validations",
        "files",
        "findings",
        "live",
    ]

    phase_badge = badge("current_phase", PHASE, description="Phase")

    @admin.display(description="Live")
    def live(self, progress: ExecutionProgress) -> str:
        """Give a link to the execution as it happens."""
        address = reverse("execution_live:item", args=[progress.item_id])
        return format_html('<a class="text-link" href="{}">Watch</a>', address)

    @admin.display(description="Validations")
    def validations(self, progress: ExecutionProgress) -> str:
        """Give the validations that were begun, each with its outcome."""
        states = ((name, getattr(progress, name)) for name in VALIDATIONS)
        return ", ".join(
            f"{name.removeprefix('validation_')}: {ValidationStatus(state).label}"
            for name, state in states
            if state
        )

    @admin.display(description="Files touched")
    def files(self, progress: ExecutionProgress) -> str:
        """Give the files, one a line."""
        return _lines(progress.files_touched)

    @admin.display(description="Inspector findings")
    def findings(self, progress: ExecutionProgress) -> str:
        """Give the findings, one a line."""
        return _lines(progress.inspector_findings)


def _lines(values: list[Any]) -> str:
    return format_html_join("", "<p>{}</p>", ((value,) for value in values))
