"""Handing approved items out, each to exactly one claimant."""

from uuid import UUID

from accounts.actors import Actor
from accounts.models import GitHubRepository
from backlog.choices import ItemStatus
from backlog.models import BacklogItem
from backlog.services.recording import recorded

_CLAIM = """
    UPDATE mason_pm_backlog_items SET status = %(in_progress)s
    WHERE id = ANY (ARRAY(
        SELECT id FROM mason_pm_backlog_items
        WHERE status = 'approved' AND repository_id = %(repository_id)s
        ORDER BY priority_score DESC NULLS LAST, created_at, id
        LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    ))
    RETURNING *
"""


def claim(*, repository: GitHubRepository, actor: Actor, limit: int = 1) -> list[BacklogItem]:
    """Take up to `limit` approved items of a repository, highest priority first.

    Concurrent claimants skip each other's locked rows, so none waits and none takes the same item.
    The caller has found the repository among the actor's own.
    """
    with recorded(actor=actor, reason="claimed"):
        claimed = BacklogItem.objects.raw(
            _CLAIM,
            {
                "in_progress": ItemStatus.IN_PROGRESS.value,
                "repository_id": repository.pk,
                "limit": limit,
            },
        )
        return sorted(claimed, key=_claim_order)


def _claim_order(item: BacklogItem) -> tuple[bool, int, object, UUID]:
    score = item.priority_score
    return score is None, -(score or 0), item.created_at, item.pk
