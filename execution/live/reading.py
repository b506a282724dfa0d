"""What the hub reads: items with their progress, some by id or all that are going on."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson
from psycopg import AsyncConnection

from backlog.choices import ItemStatus
from execution.live.rows import Stored
from execution.live.scopes import Item
from mason.tables import TABLES

type Connection = AsyncConnection[tuple[Any, ...]]

RECENT: Final = timedelta(minutes=10)
"""How long what ended is still shown to those who come."""
MOST: Final = 5_000
"""Executions of a snapshot of all, those last begun: other writers may have left any number."""

_READ: Final = f"""
    SELECT item.id, item.title, item.status, item.repository_id, repository.github_full_name,
        CASE WHEN item.repository_id IS NULL THEN item.user_id ELSE repository.user_id END,
        row_to_json(progress)::text
    FROM {TABLES.pm_backlog_items} AS item
    LEFT JOIN {TABLES.github_repositories} AS repository ON repository.id = item.repository_id
    LEFT JOIN {TABLES.execution_progress} AS progress ON progress.item_id = item.id
"""  # noqa: S608 - names of tables
_SOME: Final = f"{_READ} WHERE item.id = ANY(%(items)s) ORDER BY progress.started_at DESC, item.id"
_GOING_ON: Final = f"""{_READ}
    WHERE progress.id IS NOT NULL AND item.id IN (
        SELECT id FROM {TABLES.pm_backlog_items} WHERE status = '{ItemStatus.IN_PROGRESS}'
        UNION SELECT item_id FROM {TABLES.execution_progress}
        WHERE completed_at > now() - %(recent)s
        UNION SELECT item_id FROM backlog_statuschange
        WHERE from_status = '{ItemStatus.IN_PROGRESS}' AND changed_at > now() - %(recent)s
    )
    ORDER BY progress.started_at DESC, item.id LIMIT {MOST}
"""  # noqa: S608 - names of tables, and a status


class Found(NamedTuple):
    """An item, and its progress if it has any."""

    item: Item
    progress: Stored | None


async def some(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, Found]:
    """Read these items, those last begun first; one that isn't there is left out."""
    return await _read(connection, _SOME, {"items": list(ids)})


async def going_on(connection: Connection) -> dict[UUID, Found]:
    """Read what is in progress or ended within RECENT, the MOST last begun, the latest first."""
    return await _read(connection, _GOING_ON, {"recent": RECENT})


async def _read(
    connection: Connection, statement: str, parameters: dict[str, object]
) -> dict[UUID, Found]:
    cursor = await connection.execute(statement, parameters)
    return {row[0]: _found(row) for row in await cursor.fetchall()}


def _found(row: tuple[Any, ...]) -> Found:
    progress = None if row[6] is None else orjson.loads(row[6])
    return Found(Item(*row[:6]), progress)
