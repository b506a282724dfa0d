"""Keeping what remote runs log: a batch in one statement, all of it or nothing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from accounts.actors import Actor
from backlog.exceptions import MissingValue
from execution.choices import LogLevel
from execution.exceptions import RemoteRunNotFound, TooManyRows
from execution.querysets import visible_remote_runs
from mason.database.prepared import fetch
from mason.tables import TABLES


@dataclass(frozen=True, slots=True)
class Line:
    """One line to be kept; without a `created_at` it gets the time of its arrival."""

    message: str
    log_level: LogLevel = LogLevel.INFO
    metadata: Mapping[str, Any] = field(default_factory=dict)
    created_at: datetime | None = None


def append_lines(*, run_id: UUID, lines: Sequence[Line], actor: Actor) -> int:
    """Keep the lines of a remote run, in their order, and give how many they are.

    Raises MissingValue for none, TooManyRows, or RemoteRunNotFound.
    """
    if not lines:
        raise MissingValue("entries", "at least one line")
    if len(lines) > settings.API_LOG_LINES_PER_BATCH:
        raise TooManyRows("entries", settings.API_LOG_LINES_PER_BATCH)
    scope = visible_remote_runs(actor)
    kept = fetch(_statement(scope.sql), {**_columns(lines), **scope.parameters, "run_id": run_id})
    if not kept:
        raise RemoteRunNotFound(run_id)
    return len(lines)


def _columns(lines: Sequence[Line]) -> dict[str, list[Any]]:
    return {
        "times": [line.created_at for line in lines],
        "levels": [str(line.log_level) for line in lines],
        "messages": [line.message for line in lines],
        "metadata": [json.dumps(line.metadata) if line.metadata else "{}" for line in lines],
    }


# A batch's lines stand a microsecond apart, the last at the time of the batch, so that they keep
# their order, and keep it towards the run's earlier batches.
_ARRIVED: Final = """
    statement_timestamp() - (cardinality(%(messages)s::text[]) - line.place) * interval '1 us'
"""


@cache
def _statement(scope: str) -> str:
    return f"""
        WITH run AS (
            SELECT run.id FROM {TABLES.remote_execution_runs} AS run
            WHERE run.id = %(run_id)s AND {scope}
        ), kept AS (
            INSERT INTO {TABLES.execution_logs}
                (execution_run_id, created_at, log_level, message, metadata)
            SELECT run.id, COALESCE(line.created_at, {_ARRIVED}), line.log_level, line.message,
                line.metadata::jsonb
            FROM run, unnest(%(times)s::timestamptz[], %(levels)s::text[], %(messages)s::text[],
                %(metadata)s::text[]) WITH ORDINALITY
                AS line (created_at, log_level, message, metadata, place)
        )
        SELECT id FROM run
    """  # noqa: S608 - made of constants alone
