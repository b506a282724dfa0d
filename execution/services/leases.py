"""Giving back what nobody works on any more: items whose run has fallen silent."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import GitHubRepository
from backlog.choices import ItemStatus
from backlog.services.carrying_out import release
from backlog.services.transitions import lock_item
from execution.choices import STALLED_AFTER
from execution.models import ExecutionProgress

GIVEN_BACK_AT_ONCE: Final = 100
REASON: Final = "its progress had not moved for 15 minutes"


def find_stalled(*, actor: Actor, repository_id: UUID | None = None) -> list[UUID]:
    """Give the ids of items whose claimed attempt hasn't moved for STALLED_AFTER.

    Of one repository or of all that the actor may see, the longest silent first. An attempt
    without a run id was started by an agent that doesn't report, and is left alone.
    """
    silent = ExecutionProgress.objects.stalled(timezone.now() - STALLED_AFTER)
    if repository_id is None:
        stalled = silent.visible_to(actor)
    else:
        # Asked of each item, who may see it would take longer than finding the silent ones.
        visible = GitHubRepository.objects.visible_to(actor).filter(pk=repository_id)
        stalled = silent.filter(Exists(visible), item__repository=repository_id)
    ids = stalled.order_by("updated_at").values_list("item_id", flat=True)
    return list(ids[:GIVEN_BACK_AT_ONCE])


def release_stalled(*, item_ids: Iterable[UUID], actor: Actor) -> list[UUID]:
    """Give back those of the items that are still silent; gives their ids.

    Each is a transaction of its own.
    """
    return [item_id for item_id in item_ids if _release(item_id, actor)]


@transaction.atomic
def _release(item_id: UUID, actor: Actor) -> bool:
    """Give the item back unless something happened to it since it was found."""
    item = lock_item(item_id, actor=actor)
    silent_since = timezone.now() - STALLED_AFTER
    progress = ExecutionProgress.objects.stalled(silent_since).locked(item_id).first()
    if item.status != ItemStatus.IN_PROGRESS or progress is None:
        return False
    release(item_id=item_id, actor=actor, reason=REASON)
    return True
