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
    sent = {"lines": json.dumps([_as_json(line) for line in lines]), "number": len(lines)}
    kept = fetch(_statement(scope.sql), {**sent, **scope.parameters, "run_id": run_id})
    if not kept:
        raise RemoteRunNotFound(run_id)
    return len(lines)


def _as_json(line: Line) -> dict[str, Any]:
    return {
        "created_at": None if line.created_at is None else line.created_at.isoformat(),
        "log_level": line.log_level,
        "message": line.message,
        "metadata": line.metadata,
    }


# A batch's lines stand a microsecond apart, the last at the time of the batch, so that they keep
# their order, and keep it towards the run's earlier batches.
_ARRIVED: Final = "statement_timestamp() - (%(number)s - line.place) * interval '1 us'"


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
                line.metadata
            FROM run, ROWS FROM (json_to_recordset(%(lines)s::json) AS (
                created_at timestamptz, log_level text, message text, metadata jsonb
            )) WITH ORDINALITY AS line (created_at, log_level, message, metadata, place)
        )
        SELECT id FROM run
    """  # noqa: S608 - made of constants alone
