"""How many requests a minute an API key or a signed-in user may make, over all processes.

A process takes requests from the database a few at a time and hands them out by itself, so that
counting costs next to nothing. What it has taken counts as used: together the processes never let
more through than the limit; a process may refuse while another still has a few.
"""

import time
from dataclasses import dataclass
from threading import Lock
from typing import Final
from uuid import UUID

from django.db import connection

from accounts.models import RequestAllowance

WINDOW_SECONDS: Final = 60
PARTS: Final = 20
"""A process takes this part of the limit at a time."""
_REMEMBERED: Final = 10_000
"""Subjects of which a process keeps the counts before it forgets those of past minutes."""

_TABLE: Final = RequestAllowance._meta.db_table
# A crash of the server may forget the last counts: nothing waits for the disk.
_TAKE: Final = f"""
    WITH unhurried AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
    INSERT INTO {_TABLE} AS known (subject, window_start, taken)
    SELECT %(subject)s, date_trunc('minute', clock_timestamp()), %(part)s FROM unhurried
    ON CONFLICT (subject) DO UPDATE SET
        taken = EXCLUDED.taken
            + CASE WHEN known.window_start = EXCLUDED.window_start THEN known.taken ELSE 0 END,
        window_start = EXCLUDED.window_start
    RETURNING taken,
        extract(epoch FROM window_start - clock_timestamp())::float + {WINDOW_SECONDS}
"""  # noqa: S608 - made of constants alone
_FORGET: Final = f"""
    DELETE FROM {_TABLE} WHERE subject IN (
        SELECT subject FROM {_TABLE} WHERE window_start < clock_timestamp() - interval '1 day'
        LIMIT 10 FOR UPDATE SKIP LOCKED)
"""  # noqa: S608 - made of constants alone


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a request may go on, and what is left of the minute's limit as far as is known."""

    allowed: bool
    limit: int
    remaining: int
    seconds_left: int


@dataclass(slots=True)
class _Share:
    """What a process has of a subject's minute: requests left, and how many all have taken."""

    left: int
    taken: int
    ends_at: float


class Allowances:
    """The shares of one process; any number of threads may take from them."""

    def __init__(self) -> None:
        self._shares: dict[UUID, _Share] = {}
        self._lock = Lock()

    def take(self, subject: UUID, limit: int) -> Standing:
        """Count one request; `limit` is how many a minute has."""
        standing = self._from_share(subject, limit)
        while standing is None:
            self._add(subject, limit, _taken(subject, max(1, limit // PARTS)))
            standing = self._from_share(subject, limit)
        return standing

    def _from_share(self, subject: UUID, limit: int) -> Standing | None:
        """Count within what is here already; None when the database must be asked."""
        now = time.monotonic()
        with self._lock:
            share = self._shares.get(subject)
            if share is None or share.ends_at <= now:
                return None
            if not share.left and share.taken < limit:
                return None
            allowed = share.left > 0
            share.left -= allowed
            remaining = max(limit - share.taken, 0) + share.left
            return Standing(allowed, limit, remaining, int(share.ends_at - now) + 1)

    def _add(self, subject: UUID, limit: int, found: tuple[int, float]) -> None:
        taken, seconds = found
        now, part = time.monotonic(), max(1, limit // PARTS)
        granted = max(0, part - max(0, taken - limit))
        with self._lock:
            share = self._shares.get(subject)
            left = share.left if share is not None and share.ends_at > now else 0
            self._shares[subject] = _Share(left + granted, taken, now + seconds)
            if len(self._shares) > _REMEMBERED:
                self._forget(now)

    def _forget(self, now: float) -> None:
        ended = [subject for subject, share in self._shares.items() if share.ends_at <= now]
        for subject in ended:
            del self._shares[subject]


def _taken(subject: UUID, part: int) -> tuple[int, float]:
    """Take a part; gives how much all have taken and the seconds until the minute ends."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"subject": subject, "part": part})
        taken, seconds = cursor.fetchone()
        if taken == part:
            cursor.execute(_FORGET)
        return taken, seconds
