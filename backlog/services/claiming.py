"""Handing approved items out, each to exactly one claimant."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from uuid import uuid4

from accounts.actors import Actor
from accounts.models import GitHubRepository
from backlog.choices import ItemStatus
from backlog.models import BacklogItem
from backlog.services.recording import TELLING, told_in_statement, told_of
from mason.database.returned_rows import columns_of, fetch, instances
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
            ORDER BY {_BY_PRIORITY}
            LIMIT %(limit)s FOR UPDATE SKIP LOCKED
        )) AND EXISTS (SELECT FROM told)
        RETURNING *
    )"""  # noqa: S608 - made of constants alone


@dataclass(frozen=True, slots=True)
class Companion:
    """What another app writes in the same statement: SQL that reads the items from `claimed`.

    Its parameters have other names than the claim's own: `repository_id`, `limit`, `mason.*`.
    """

    sql: str
    parameters: Mapping[str, object]


_ALONE: Final = Companion("", {})


def claim(
    *,
    repository: GitHubRepository,
    actor: Actor,
    limit: int = 1,
    companion: Companion = _ALONE,
) -> list[BacklogItem]:
    """Take up to `limit` approved items of a repository, highest priority first.

    Concurrent claimants skip each other's locked rows, so none waits and none takes the same item.
    It is one statement, with what `companion` adds. The caller has found the repository among the
    actor's own.
    """
    parameters: dict[str, Any] = {
        **companion.parameters,
        **told_of(actor=actor, reason="claimed", operation_id=uuid4()),
        "repository_id": repository.pk,
        "limit": limit,
    }
    with told_in_statement():
        rows = fetch(claim_statement(companion.sql), parameters)
    return instances(BacklogItem, rows)


@cache
def claim_statement(companion_sql: str) -> str:
    """Give the whole statement, as psycopg takes it; benchmarks run it by itself."""
    beside = f", beside AS ({companion_sql})" if companion_sql else ""
    columns = columns_of(BacklogItem)
    return f"{_CLAIM}{beside} SELECT {columns} FROM claimed ORDER BY {_BY_PRIORITY}"  # noqa: S608 - likewise
