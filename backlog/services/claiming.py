"""Handing approved items out, each to exactly one claimant."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from uuid import UUID, uuid4

from accounts.actors import Actor
from backlog.choices import ItemStatus
from backlog.models import BacklogItem
from backlog.querysets import visible_repositories
from backlog.services.recording import TELLING, told_in_statement, told_of
from mason.database.prepared import fetch
from mason.database.returned_rows import columns_of, instances
from mason.tables import TABLES

# The same order as backlog.querysets.BY_PRIORITY, which the partial index serves.
_BY_PRIORITY: Final = "priority_score DESC NULLS LAST, created_at, id"

# The history's triggers run at the statement's end, when `told` has been evaluated.
_CLAIM: Final = f"""
    WITH told AS MATERIALIZED ({TELLING}), claimed AS (
        UPDATE {TABLES.pm_backlog_items} SET status = '{ItemStatus.IN_PROGRESS}'
        WHERE id = ANY (ARRAY(
            SELECT id FROM {TABLES.pm_backlog_items}
            WHERE status = '{ItemStatus.APPROVED}' AND repository_id = %(repository_id)s
                AND {{scope}}
            ORDER BY {_BY_PRIORITY}
            LIMIT %(limit)s FOR UPDATE SKIP LOCKED
        )) AND EXISTS (SELECT FROM told)
        RETURNING *
    ){{beside}}
    SELECT {{columns}} FROM claimed ORDER BY {_BY_PRIORITY}
"""  # noqa: S608 - made of constants alone


@dataclass(frozen=True, slots=True)
class Companion:
    """What another app writes in the same statement: SQL that reads the items from `claimed`.

    Its parameters have other names than the claim's own: `repository_id`, `limit`, `acting_user`,
    `mason.*`.
    """

    sql: str
    parameters: Mapping[str, object]


_ALONE: Final = Companion("", {})


def claim(
    *,
    repository_id: UUID,
    actor: Actor,
    limit: int = 1,
    companion: Companion = _ALONE,
) -> list[BacklogItem]:
    """Take up to `limit` approved items of a repository, highest priority first.

    A repository that the actor may not see has none. Concurrent claimants skip each other's locked
    rows, so none waits and none takes the same item. It is one statement, with what `companion`
    adds.
    """
    scope = visible_repositories(actor)
    parameters: dict[str, Any] = {
        **companion.parameters,
        **scope.parameters,
        **told_of(actor=actor, reason="claimed", operation_id=uuid4()),
        "repository_id": repository_id,
        "limit": limit,
    }
    with told_in_statement():
        rows = fetch(claim_statement(scope.sql, companion.sql), parameters)
    return instances(BacklogItem, rows)


@cache
def claim_statement(scope: str, companion_sql: str) -> str:
    """Give the whole statement, as psycopg takes it."""
    beside = f", beside AS ({companion_sql})" if companion_sql else ""
    return _CLAIM.format(scope=scope, beside=beside, columns=columns_of(BacklogItem))
