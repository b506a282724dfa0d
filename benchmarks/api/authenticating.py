"""Checking a key without HTTP: Mason's service beside the raw look-up in the index.

Both use a plain cursor of psycopg on a connection that lasts; each look-up is another key's.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from typing import Final

from psycopg import Cursor

from accounts.services.api_keys import authenticate
from benchmarks.api.connecting import connect
from benchmarks.api.keys import key_text, use_all_keys
from benchmarks.api.rounds import Pace, in_turn
from mason.tables import TABLES

LEAST: Final = 0.85
MASON: Final = "mason"
RAW: Final = "raw"
AT_ONCE: Final = 50
"""Look-ups between two looks at the clock."""

_LOOK_UP: Final = f"""
    SELECT key.id, key.user_id, key.last_used_at, owner.github_username, owner.is_active
    FROM {TABLES.api_keys} AS key JOIN {TABLES.users} AS owner ON owner.id = key.user_id
    WHERE key.key_hash = %s AND owner.is_active
"""  # noqa: S608 - made of constants alone


def authenticated(keys: int, pace: Pace) -> dict[str, float]:
    """Give the look-ups in a second of both, over so many keys in turn."""
    use_all_keys()
    texts = [key_text(number) for number in range(keys)]
    with connect() as connection, connection.cursor() as cursor:
        checks: dict[str, Callable[[str], object]] = {
            RAW: lambda text: _looked_up(cursor, text),
            MASON: authenticate,
        }
        turns = {system: cycle(texts) for system in checks}
        for system, check in checks.items():
            _rate(check, turns[system], pace.seconds / 4)
        return in_turn(
            checks, pace.rounds, lambda name: _rate(checks[name], turns[name], pace.seconds)
        )


def _looked_up(cursor: Cursor[Sequence[object]], text: str) -> Sequence[object] | None:
    return cursor.execute(_LOOK_UP, (hashlib.sha256(text.encode()).hexdigest(),)).fetchone()


def _rate(check: Callable[[str], object], texts: Iterator[str], seconds: float) -> float:
    begin, checked = time.perf_counter(), 0
    while (taken := time.perf_counter() - begin) < seconds:
        for _ in range(AT_ONCE):
            if check(next(texts)) is None:
                raise LookupError("A key of the benchmark doesn't work.")
        checked += AT_ONCE
    return checked / taken
