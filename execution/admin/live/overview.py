"""All that is running, for the list."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count
from django.urls import reverse

from accounts.actors import Actor
from backlog.choices import ItemStatus
from backlog.models import BacklogItem, StatusChange
from execution.admin.live.rows import Payload, rows_of
from execution.choices import AttemptStatus
from execution.models import Attempt, ExecutionPolicy
from mason.database.counting import counts_up_to

STAYS_FOR: Final = timedelta(minutes=10)
"""How long an execution that ended stays on the list."""
SHOWN_ROWS: Final = 100
SHOWN_NEXT: Final = 5
COUNTED: Final = 1_000
_POLICY: Final = "repository__execution_policy__items_at_once"
_UNLESS_SET: Final[int] = ExecutionPolicy._meta.get_field("items_at_once").default


def overview(actor: Actor, now: datetime) -> Payload:
    """Describe what goes on, what just ended, what waits, and the limits of repositories."""
    item_ids = _items_shown(actor, now)
    return {
        "now": now,
        "rows": rows_of(item_ids[:SHOWN_ROWS], actor, now),
        "is_cut": len(item_ids) > SHOWN_ROWS,
        "waiting": _waiting(actor),
        "limits": _limits(actor),
    }


def _items_shown(actor: Actor, now: datetime) -> Sequence[UUID]:
    """What is in progress, then what just ended; one more than is shown tells that it goes on."""
    most = SHOWN_ROWS + 1
    going_on = BacklogItem.objects.visible_to(actor).filter(status=ItemStatus.IN_PROGRESS)
    ended = StatusChange.objects.filter(
        from_status=ItemStatus.IN_PROGRESS, changed_at__gt=now - STAYS_FOR
    )
    ids = [
        *going_on.order_by("-updated_at").values_list("pk", flat=True)[:most],
        *ended.order_by("-changed_at", "-pk").values_list("item", flat=True)[:most],
    ]
    return list(dict.fromkeys(ids))


def _waiting(actor: Actor) -> Payload:
    rows = Attempt.objects.visible_to(actor).filter(status=AttemptStatus.WAITING)
    following = rows.order_by("created_at", "place", "pk").select_related("item__repository")
    columns = ("item__title", "item__repository__github_full_name")
    found = following.only(*columns)[:SHOWN_NEXT]
    [number] = counts_up_to(COUNTED + 1, [rows])
    return {
        "number": min(number, COUNTED),
        "is_capped": number > COUNTED,
        "next": [_next(attempt.item) for attempt in found],
    }


def _next(item: BacklogItem) -> Payload:
    repository = item.repository
    return {
        "title": item.title,
        "url": reverse("execution_live:item", args=[item.pk]),
        "repository": repository.github_full_name if repository else None,
    }


def _limits(actor: Actor) -> list[dict[str, Any]]:
    """How many items each repository has in progress of how many, where it has any."""
    rows = (
        BacklogItem.objects.visible_to(actor)
        .filter(status=ItemStatus.IN_PROGRESS, repository__isnull=False)
        .order_by("repository__github_full_name", "repository")
        .values_list("repository", "repository__github_full_name", _POLICY)
        .annotate(number=Count("pk"))
    )
    return [
        {"repository": name, "in_progress": number, "limit": limit or _UNLESS_SET}
        for _, name, limit, number in rows[:SHOWN_ROWS]
    ]
