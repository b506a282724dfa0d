"""API keys whose text follows from their number, so that whoever asks the server knows them."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from django.db import connection, transaction

from accounts.models import APIKey
from accounts.services.api_keys import KEY_PREFIX, SHOWN_CHARACTERS, hash_key
from benchmarks.backlog_rows import USERS, key
from benchmarks.filling import copy_rows

_TABLE: Final = 4
_RANDOM_CHARACTERS: Final = 43
_COLUMNS: Final = ("id", "created_at", "user_id", "name", "key_hash", "key_prefix", "last_used_at")


def key_text(number: int) -> str:
    """Give the key of this number; it belongs to the user `number % USERS`."""
    digest = hashlib.sha256(f"key {number}".encode()).hexdigest()
    return f"{KEY_PREFIX}{digest[:_RANDOM_CHARACTERS]}"


FEWEST: Final = 16 * USERS
"""So that each user has one for each of 16 clients."""


def keys_of(user: int, count: int) -> list[str]:
    """Give the first `count` keys of a user, by the user's number."""
    return [key_text(user + USERS * number) for number in range(count)]


def ensure_keys(count: int) -> None:
    """Have exactly these keys in the default connection's database."""
    if APIKey.objects.count() != count:
        with transaction.atomic():
            APIKey.objects.all().delete()
            copy_rows(APIKey, _COLUMNS, _rows(count, datetime.now(UTC)))
    use_all_keys()


def use_all_keys() -> None:
    """Note a use of every key now, as if all were in use: then none has to be noted for a while."""
    APIKey.objects.update(last_used_at=datetime.now(UTC))
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {APIKey._meta.db_table}")


def _rows(count: int, now: datetime) -> Iterator[Sequence[Any]]:
    for number in range(count):
        text = key_text(number)
        hashed = (hash_key(text), text[:SHOWN_CHARACTERS])
        yield (key(_TABLE, number), now, key(1, number % USERS), f"Agent {number}", *hashed, now)
