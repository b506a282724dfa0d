"""Everything that carried an item out, on the item's page: Mason's attempts and remote runs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from accounts.admin.badges import label
from accounts.admin.relating import row_url
from backlog.admin.item_page.panels import Panel, register_panel
from backlog.models import BacklogItem
from execution.admin.badges import ATTEMPT_STATUS, RUN_STATUS
from execution.choices import AttemptStatus, RunStatus
from execution.models import Attempt, RemoteExecutionRun

SHOWN: Final = 10
"""Executions that are shown, the newest."""


@dataclass(frozen=True, slots=True)
class ExecutionShown:
    """One of them: who did it, its page, when it began, how it stands, and its branch."""

    by: str
    url: str
    begun: datetime
    status: str
    branch: str


@dataclass(frozen=True, slots=True)
class ExecutionsShown:
    """The newest of them, and whether there are more."""

    rows: tuple[ExecutionShown, ...]
    has_more: bool


@register_panel
def executions_panel(item: BacklogItem) -> Panel | None:
    """Give the panel; None for an item that nothing carried out."""
    found = [*_attempts(item), *_remote_runs(item)]
    if not found:
        return None
    newest = sorted(found, key=lambda one: one.begun, reverse=True)
    shown = ExecutionsShown(tuple(newest[:SHOWN]), has_more=len(newest) > SHOWN)
    return Panel("Attempts and remote runs", "execution/executions_panel.html", shown)


def _attempts(item: BacklogItem) -> Iterable[ExecutionShown]:
    rows = Attempt.objects.filter(item=item).order_by("-created_at", "place", "id")
    for row in rows[: SHOWN + 1]:
        status = label(AttemptStatus(row.status).label, ATTEMPT_STATUS[row.status])
        yield ExecutionShown("Mason", row_url(row), row.created_at, status, row.branch or "")


def _remote_runs(item: BacklogItem) -> Iterable[ExecutionShown]:
    if item.repository_id is None:
        return
    rows = RemoteExecutionRun.objects.filter(
        repository=item.repository_id, item_ids__contains=[item.pk]
    ).order_by("-started_at", "-id")
    for row in rows[: SHOWN + 1]:
        status = label(RunStatus(row.status).label, RUN_STATUS[row.status])
        yield ExecutionShown("Elsewhere", row_url(row), row.started_at, status, row.branch_name)
