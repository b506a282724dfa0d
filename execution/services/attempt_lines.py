"""Keeping what an attempt logs: a batch in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection

from execution.choices import LONGEST_LINE, LogLevel

_APPEND: Final = """
    INSERT INTO execution_attemptline (attempt_id, created_at, log_level, message)
    SELECT %(attempt)s, clock_timestamp(), line.level, line.message
    FROM unnest(%(levels)s::text[], %(messages)s::text[])
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
    kept = [line.message.replace("\0", "")[:LONGEST_LINE] for line in lines]
    levels = [line.log_level.value for line in lines]
    with connection.cursor() as cursor:
        cursor.execute(_APPEND, {"attempt": attempt_id, "levels": levels, "messages": kept})
