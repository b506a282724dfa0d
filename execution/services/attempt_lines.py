"""Keeping what an attempt logs: a batch in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import orjson

from execution.choices import LONGEST_LINE, LogLevel
from execution.models import Attempt
from mason.database.prepared import change

_APPEND: Final = """
    INSERT INTO execution_attemptline (attempt_id, created_at, log_level, message)
    SELECT %(attempt)s, clock_timestamp(), line.level, line.message
    FROM ROWS FROM (json_to_recordset(%(lines)s::json) AS (level text, message text))
        WITH ORDINALITY AS line (level, message, place)
    ORDER BY line.place
"""


@dataclass(frozen=True, slots=True)
class AttemptMessage:
    """A line to be kept."""

    message: str
    log_level: LogLevel = LogLevel.INFO


def append_attempt_lines(*, attempt_id: UUID, lines: Sequence[AttemptMessage]) -> None:
    """Keep the lines in their order, each cut to LONGEST_LINE and without NUL."""
    kept = [{"level": line.log_level.value, "message": _kept(line.message)} for line in lines]
    change(_APPEND, {"attempt": attempt_id, "lines": orjson.dumps(kept).decode()})


def _kept(message: str) -> str:
    return message.replace("\0", "")[:LONGEST_LINE]


def log_end(attempt: Attempt, why: str) -> None:
    """Keep a line that says why an attempt doesn't go on."""
    lines = [AttemptMessage(f"The attempt doesn't go on: {why}", LogLevel.WARN)]
    append_attempt_lines(attempt_id=attempt.pk, lines=lines)
