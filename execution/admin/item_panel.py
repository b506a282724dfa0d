"""How an item's execution is going, on the item's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.urls import reverse
from django.utils import timezone

from accounts.admin.relating import row_url
from backlog.admin.item_page.panels import Panel, register_panel
from backlog.models import BacklogItem
from execution.admin.badges import PHASE, RUN_STATUS, TASK_STATUS
from execution.admin.durations import in_words
from execution.admin.latest import latest_remote_run, latest_tasks, web_address
from execution.choices import Phase, ValidationStatus
from execution.models import ExecutionProgress, ExecutionTask, RemoteExecutionRun
from execution.models.progress import VALIDATIONS

_OUTCOMES: Final = {
    ValidationStatus.PENDING: "default",
    ValidationStatus.RUNNING: "warning",
    ValidationStatus.PASS: "success",
    ValidationStatus.FAIL: "danger",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """A value in its colour: what it is of, its text and the label's variant."""

    name: str
    label: str
    variant: str


@dataclass(frozen=True, slots=True)
class ProgressShown:
    """The live state; `elapsed` is the time from the start to the end, or to now."""

    row: ExecutionProgress
    url: str
    phase: Badge | None
    validations: tuple[Badge, ...]
    elapsed: str


@dataclass(frozen=True, slots=True)
class TaskShown:
    """A task and how it went."""

    row: ExecutionTask
    status: Badge


@dataclass(frozen=True, slots=True)
class WaveShown:
    """The tasks of one wave of the latest run."""

    number: int
    tasks: tuple[TaskShown, ...]


@dataclass(frozen=True, slots=True)
class RemoteRunShown:
    """The latest run elsewhere that the item was in."""

    row: RemoteExecutionRun
    url: str
    status: Badge


@dataclass(frozen=True, slots=True)
class Execution:
    """All of it. `pull_request` is empty where there is none, or no web address."""

    live_url: str
    branch: str
    pull_request: str
    progress: ProgressShown | None
    waves: tuple[WaveShown, ...]
    remote_run: RemoteRunShown | None


@register_panel
def execution_panel(item: BacklogItem) -> Panel | None:
    """Give the panel; None for an item that was never executed."""
    progress = ExecutionProgress.objects.filter(item=item).first()
    run = latest_remote_run(item)
    shown = Execution(
        live_url=reverse("execution_live:item", args=[item.pk]),
        branch=item.branch_name or (run.branch_name if run else ""),
        pull_request=web_address(item.pr_url or (run.pr_url if run else None)),
        progress=_progress(progress) if progress else None,
        waves=tuple(_waves(latest_tasks(item))),
        remote_run=_remote_run(run) if run else None,
    )
    if not any((shown.branch, shown.pull_request, shown.progress, shown.waves, shown.remote_run)):
        return None
    return Panel("Execution", "execution/item_panel.html", shown)


def _waves(tasks: Sequence[ExecutionTask]) -> list[WaveShown]:
    return [
        WaveShown(number, tuple(_task(task) for task in group))
        for number, group in groupby(tasks, key=lambda task: task.wave_number)
    ]


def _task(task: ExecutionTask) -> TaskShown:
    return TaskShown(task, Badge("Status", task.get_status_display(), TASK_STATUS[task.status]))


def _progress(row: ExecutionProgress) -> ProgressShown:
    phase = row.current_phase
    return ProgressShown(
        row=row,
        url=row_url(row),
        phase=Badge("Phase", Phase(phase).label, PHASE[phase]) if phase else None,
        validations=tuple(_validations(row)),
        elapsed=in_words((row.completed_at or timezone.now()) - row.started_at),
    )


def _validations(row: ExecutionProgress) -> list[Badge]:
    states = ((name.removeprefix("validation_"), getattr(row, name)) for name in VALIDATIONS)
    return [
        Badge(name, ValidationStatus(state).label, _OUTCOMES[ValidationStatus(state)])
        for name, state in states
        if state
    ]


def _remote_run(row: RemoteExecutionRun) -> RemoteRunShown:
    status = Badge("Status", row.get_status_display(), RUN_STATUS[row.status])
    return RemoteRunShown(row, row_url(row), status)
