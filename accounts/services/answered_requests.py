"""Requests that are carried out once, however often they are sent: by their Idempotency-Key."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import connection

from accounts.exceptions import AnswerNotKept, BadIdempotencyKey, IdempotencyConflict
from accounts.models import AnsweredRequest

KEPT: Final = timedelta(hours=24)
"""For how long an answer is given again."""
LONGEST_KEY: Final = 255
_FORGOTTEN_AT_ONCE: Final = 20

_TABLE: Final = AnsweredRequest._meta.db_table
# Waits for a transaction that has inserted the same key; an expired row is taken over.
_BEGIN: Final = f"""
    INSERT INTO {_TABLE} AS known (user_id, key, fingerprint, expires_at)
    VALUES (%s, %s, %s, clock_timestamp() + make_interval(secs => %s))
    ON CONFLICT (user_id, key) DO UPDATE
        SET fingerprint = EXCLUDED.fingerprint, expires_at = EXCLUDED.expires_at,
            status = NULL, body = NULL
        WHERE known.expires_at < clock_timestamp()
    RETURNING id
"""  # noqa: S608 - made of constants alone
_FORGET: Final = f"""
    DELETE FROM {_TABLE} WHERE id IN (
        SELECT id FROM {_TABLE} WHERE expires_at < clock_timestamp()
        ORDER BY expires_at LIMIT %s FOR UPDATE SKIP LOCKED)
"""  # noqa: S608 - made of constants alone


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that is given again: its status and its JSON."""

    status: int
    body: str


def begin(*, user_id: UUID, key: str, fingerprint: str) -> Answer | int:
    """Give the kept answer of a request, or the id under which `keep` takes the new one.

    Belongs into the transaction of what the request does: the same request at the same time waits
    here until that is decided, and a request that fails leaves nothing behind.

    Raises BadIdempotencyKey, IdempotencyConflict or AnswerNotKept.
    """
    require_key(key)
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, [user_id, key, fingerprint, KEPT.total_seconds()])
        begun = cursor.fetchone()
        if begun:
            cursor.execute(_FORGET, [_FORGOTTEN_AT_ONCE])
            return int(begun[0])
    return _kept(user_id, key, fingerprint)


def require_key(key: str) -> None:
    """Raise BadIdempotencyKey for a text that can't name a request."""
    if not 1 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise BadIdempotencyKey(LONGEST_KEY)


def keep(*, request_id: int, status: int, body: str | None) -> None:
    """Keep the answer of a request that `begin` began; None for one that holds a secret."""
    AnsweredRequest.objects.filter(pk=request_id).update(status=status, body=body)


def _kept(user_id: UUID, key: str, fingerprint: str) -> Answer:
    known = AnsweredRequest.objects.get(user=user_id, key=key)
    if known.fingerprint != fingerprint:
        raise IdempotencyConflict
    if known.body is None or known.status is None:
        raise AnswerNotKept
    return Answer(known.status, known.body)
