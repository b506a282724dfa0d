"""The execution of one item: its progress, tasks, attempt, branch and end."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Final
from uuid import UUID

from accounts.actors import Actor
from accounts.admin.relating import row_url
from backlog.models import BacklogItem
from execution.admin.latest import latest_remote_run, latest_tasks, web_address
from execution.admin.live.rows import Payload, rows_of
from execution.choices import AttemptStatus, TaskStatus
from execution.models import Attempt, ExecutionTask, RemoteExecutionRun

_OF_ITEM: Final = ("title", "status", "branch_name", "pr_url", "repository__github_full_name")
_WITHOUT_MORE: Final = frozenset({TaskStatus.COMPLETED.value, TaskStatus.SKIPPED.value})
_BEFORE_AN_END: Final = {AttemptStatus.WAITING.value, AttemptStatus.RUNNING.value}


def item_of(item_id: UUID, actor: Actor) -> BacklogItem | None:
    """Give the item if the actor may see it, without its texts."""
    rows = BacklogItem.objects.visible_to(actor).select_related("repository").only(*_OF_ITEM)
    return rows.filter(pk=item_id).first()


def latest_attempt(item: BacklogItem) -> Attempt | None:
    """Give the engine's latest attempt at the item."""
    return Attempt.objects.filter(item=item).order_by("-created_at", "-pk").first()


def detail_of(item: BacklogItem, actor: Actor, now: datetime) -> Payload:
    """Describe the item's execution; `row`, `attempt` and `remote_run` are None without one."""
    attempt, run = latest_attempt(item), latest_remote_run(item)
    row = next(iter(rows_of([item.pk], actor, now)), None)
    repository = item.repository
    return {
        "now": now,
        "item": {
            "id": item.pk,
            "title": item.title,
            "url": row_url(item),
            "status": item.status,
            "status_label": item.get_status_display(),
            "repository": repository.github_full_name if repository else None,
        },
        "row": row,
        "waves": _waves(latest_tasks(item), row["total_waves"] if row else 0),
        "attempt": _attempt(attempt) if attempt else None,
        "remote_run": {"url": row_url(run), "status": run.status} if run else None,
        "branch": _branch(item, attempt, run),
        "pull_request": _pull_request(item, attempt, run),
    }


def may_be_cancelled(attempt: Attempt | None) -> bool:
    """Tell whether the attempt waits or runs, and nobody cancels it already."""
    if attempt is None or attempt.status not in _BEFORE_AN_END:
        return False
    return attempt.cancel_requested_at is None


def _branch(item: BacklogItem, attempt: Attempt | None, run: RemoteExecutionRun | None) -> str:
    own = attempt.branch if attempt else None
    return item.branch_name or own or (run.branch_name if run else "")


def _pull_request(
    item: BacklogItem, attempt: Attempt | None, run: RemoteExecutionRun | None
) -> str:
    own = attempt.pr_url if attempt else None
    return web_address(item.pr_url or own or (run.pr_url if run else None))


def _waves(tasks: Sequence[ExecutionTask], planned: int) -> list[Payload]:
    waves = groupby(tasks, key=lambda task: task.wave_number)
    return [_wave(number, list(group), planned) for number, group in waves]


def _wave(number: int, tasks: Sequence[ExecutionTask], planned: int) -> Payload:
    """Describe a wave; what the engine adds after those of the plan are its rounds of fixes."""
    statuses = [task.status for task in tasks]
    return {
        "number": number,
        "title": "Fixes" if 0 < planned < number else f"Wave {number}",
        "state": _state_of(set(statuses)),
        "done": statuses.count(TaskStatus.COMPLETED),
        "tasks": [_task(task) for task in tasks],
    }


def _state_of(statuses: set[str]) -> str:
    """Give the state of a wave whose tasks have these: failed, now, ahead or done."""
    if TaskStatus.FAILED in statuses:
        return "failed"
    if statuses <= _WITHOUT_MORE:
        return "done"
    return "ahead" if statuses == {TaskStatus.PENDING} else "now"


def _task(task: ExecutionTask) -> Payload:
    return {
        "id": task.pk,
        "number": f"{task.wave_number}.{task.task_number}",
        "description": task.description,
        "subagent": task.get_subagent_type_display() if task.subagent_type else "",
        "status": task.status,
        "status_label": task.get_status_display(),
        "started_at": task.started_at,
        "completed_at": task.completed_at,
        "error": task.error_message or "",
    }


def _attempt(attempt: Attempt) -> Payload:
    return {
        "id": attempt.pk,
        "status": attempt.status,
        "status_label": attempt.get_status_display(),
        "starts": attempt.starts,
        "deadline_at": attempt.deadline_at,
        "tokens": attempt.input_tokens + attempt.output_tokens,
        "cost": f"{attempt.cost:.2f}",
        "lines_added": attempt.lines_added,
        "lines_removed": attempt.lines_removed,
        "is_being_cancelled": attempt.cancel_requested_at is not None
        and attempt.status in _BEFORE_AN_END,
        "may_be_cancelled": may_be_cancelled(attempt),
    }
