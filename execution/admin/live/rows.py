"""The progress of items for the live pages: as the stream tells it, and what belongs to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.urls import reverse

from accounts.actors import Actor
from backlog.choices import ItemStatus
from backlog.models import StatusChange
from execution.admin.latest import web_address
from execution.admin.live.estimating import time_left, usual_times
from execution.admin.live.outcomes import outcome_of
from execution.models import Attempt, ExecutionProgress

type Payload = dict[str, Any]

COLUMNS: Final = tuple(field.attname for field in ExecutionProgress._meta.concrete_fields)
"""The columns of progress, under the names that the API and the stream have."""
_OF_ITEM: Final = ("title", "status", "pr_url", "repository__github_full_name")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What other tables say of the items, by item or by repository."""

    attempts: Mapping[UUID, Attempt]
    changes: Mapping[UUID, StatusChange]
    usual: Mapping[UUID, timedelta]


def rows_of(item_ids: Iterable[UUID], actor: Actor, now: datetime) -> list[Payload]:
    """Describe the progress of the items that the actor may see.

    What goes on comes before what ended, the latest begun first.
    """
    progress = _progress_of(item_ids, actor)
    around = surroundings_of(progress)
    rows = [row_of(one, around, now) for one in progress]
    return sorted(rows, key=lambda row: row["outcome"] is not None)


def surroundings_of(progress: Sequence[ExecutionProgress]) -> Surroundings:
    """Read what belongs to the rows of progress."""
    item_ids = [one.item_id for one in progress]
    ended = [one.item_id for one in progress if one.item.status != ItemStatus.IN_PROGRESS]
    repositories = {one.item.repository_id for one in progress if one.item.repository_id}
    return Surroundings(
        attempts=_latest_attempts(item_ids),
        changes=_last_ends(ended),
        usual=usual_times(repositories),
    )


def row_of(progress: ExecutionProgress, around: Surroundings, now: datetime) -> Payload:
    """Describe one; `seconds_left` and `outcome` are None where there is none."""
    item = progress.item
    attempt = around.attempts.get(item.pk)
    outcome = outcome_of(item, progress, attempt, around.changes.get(item.pk))
    repository = item.repository
    return {
        **{name: getattr(progress, name) for name in COLUMNS},
        "title": item.title,
        "item_status": item.status,
        "repository": repository.github_full_name if repository else None,
        "repository_id": item.repository_id,
        "url": reverse("execution_live:item", args=[item.pk]),
        "pull_request": web_address(item.pr_url),
        "seconds_left": None if outcome else _seconds_left(progress, around, now),
        "outcome": outcome.as_json() if outcome else None,
    }


def _progress_of(item_ids: Iterable[UUID], actor: Actor) -> Sequence[ExecutionProgress]:
    rows = ExecutionProgress.objects.visible_to(actor).filter(item__in=list(item_ids))
    columns = (*(f"item__{name}" for name in _OF_ITEM), *COLUMNS)
    loaded = rows.select_related("item__repository").only(*columns)
    return list(loaded.order_by("-started_at", "pk"))


def _latest_attempts(item_ids: Sequence[UUID]) -> Mapping[UUID, Attempt]:
    rows = Attempt.objects.filter(item__in=item_ids)
    latest = rows.order_by("item_id", "-created_at", "-pk").distinct("item_id")
    return {attempt.item_id: attempt for attempt in latest}


def _last_ends(item_ids: Sequence[UUID]) -> Mapping[UUID, StatusChange]:
    rows = StatusChange.objects.filter(item__in=item_ids, from_status=ItemStatus.IN_PROGRESS)
    latest = rows.order_by("item_id", "-changed_at", "-pk").distinct("item_id")
    return {change.item_id: change for change in latest}


def _seconds_left(progress: ExecutionProgress, around: Surroundings, now: datetime) -> int | None:
    repository_id = progress.item.repository_id
    left = time_left(
        elapsed=max(now - progress.started_at, timedelta(0)),
        done=progress.tasks_completed,
        total=progress.tasks_total,
        usual=around.usual.get(repository_id) if repository_id else None,
    )
    return None if left is None else round(left.total_seconds())
