"""The latest that was done to carry an item out: its tasks, its attempt, its remote run."""

from collections.abc import Sequence
from typing import Final

from backlog.models import BacklogItem
from execution.models import ExecutionTask, RemoteExecutionRun

SHOWN_TASKS: Final = 100


def latest_remote_run(item: BacklogItem) -> RemoteExecutionRun | None:
    """Give the latest run elsewhere that the item was in."""
    if item.repository_id is None:
        return None
    runs = RemoteExecutionRun.objects.filter(
        repository=item.repository_id, item_ids__contains=[item.pk]
    )
    return runs.order_by("-started_at", "-id").first()


def latest_tasks(item: BacklogItem) -> Sequence[ExecutionTask]:
    """Give the tasks of the item's latest local run, in their order."""
    rows = ExecutionTask.objects.filter(item=item).order_by(
        "-run__started_at", "run", "wave_number", "task_number", "id"
    )
    tasks = list(rows[:SHOWN_TASKS])
    return [task for task in tasks if task.run_id == tasks[0].run_id]


def web_address(address: str | None) -> str:
    """Give the address if it is one of the web, else nothing."""
    return address if address and address.startswith(("https://", "http://")) else ""
