"""Handing approved items out, each to exactly one claimant."""

from typing import Final

from accounts.actors import Actor
from accounts.models import GitHubRepository
from backlog.choices import ItemStatus
from backlog.models import BacklogItem
from backlog.services.recording import recorded
from mason.tables import TABLES

# The same order as backlog.querysets.BY_PRIORITY, which the partial index serves.
_BY_PRIORITY: Final = "priority_score DESC NULLS LAST, created_at, id"

_CLAIM: Final = f"""
    WITH claimed AS (
        UPDATE {TABLES.pm_backlog_items} SET status = '{ItemStatus.IN_PROGRESS}'
        WHERE id = ANY (ARRAY(
            SELECT id FROM {TABLES.pm_backlog_items}
            WHERE status = '{ItemStatus.APPROVED}' AND repository_id = %(repository_id)s
            ORDER BY {_BY_PRIORITY}
            LIMIT %(limit)s FOR UPDATE SKIP LOCKED
        ))
        RETURNING *
    )
    SELECT * FROM claimed ORDER BY {_BY_PRIORITY}
"""  # noqa: S608 - made of constants alone


def claim(*, repository: GitHubRepository, actor: Actor, limit: int = 1) -> list[BacklogItem]:
    """Take up to `limit` approved items of a repository, highest priority first.

    Concurrent claimants skip each other's locked rows, so none waits and none takes the same item.
    The caller has found the repository among the actor's own.
    """
    with recorded(actor=actor, reason="claimed"):
        parameters = {"repository_id": repository.pk, "limit": limit}
        return list(BacklogItem.objects.raw(_CLAIM, parameters))
