"""Making, checking and revoking API keys."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from accounts.actors import Actor
from accounts.exceptions import (
    AdministrationNotAllowed,
    AmbiguousAPIKey,
    APIKeyNotFound,
    BlankName,
)
from accounts.models import APIKey, User
from mason.database.prepared import read
from mason.database.returned_rows import loaded
from mason.tables import TABLES

KEY_PREFIX: Final = "mason_"
RANDOM_BYTES: Final = 32
"""Bytes of randomness in a key: 43 URL-safe characters."""
SHOWN_CHARACTERS: Final = 8
DEFAULT_NAME: Final = "Default"
LAST_USE_PRECISION: Final = timedelta(minutes=1)
"""How stale `last_used_at` may be: writing it at every request would lock the row each time."""

_FIND: Final = f"""
    SELECT key.id, key.user_id, key.last_used_at, owner.github_username
    FROM {TABLES.api_keys} AS key JOIN {TABLES.users} AS owner ON owner.id = key.user_id
    WHERE key.key_hash = %s AND owner.is_active
"""  # noqa: S608 - made of constants alone

# Who finds the row locked leaves it to the one that has it: nobody waits to note the same minute.
_NOTE_USE: Final = f"""
    UPDATE {TABLES.api_keys} SET last_used_at = %(now)s WHERE id = (
        SELECT id FROM {TABLES.api_keys}
        WHERE id = %(id)s AND (last_used_at IS NULL OR last_used_at <= %(stale)s)
        FOR NO KEY UPDATE SKIP LOCKED
    )
"""  # noqa: S608 - likewise


def hash_key(key: str) -> str:
    """Give the SHA-256 of a whole key in hex, by which it is stored and found."""
    return hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()


def make_api_key(*, user: User, name: str = DEFAULT_NAME) -> tuple[APIKey, str]:
    """Make a key for a user; gives the row and the key itself, which is never to be had again.

    Raises BlankName.
    """
    if not name.strip():
        raise BlankName("an API key")
    key = f"{KEY_PREFIX}{secrets.token_urlsafe(RANDOM_BYTES)}"
    row = APIKey.objects.create(
        user=user, name=name.strip(), key_hash=hash_key(key), key_prefix=key[:SHOWN_CHARACTERS]
    )
    return row, key


def revoke_api_key(*, api_key: APIKey) -> None:
    """Delete a key: from now on it doesn't work."""
    api_key.delete()


def revoke_visible_api_key(*, api_key_id: UUID, actor: Actor) -> None:
    """Delete a key that the actor may see; raises APIKeyNotFound or AdministrationNotAllowed."""
    row = APIKey.objects.visible_to(actor).filter(pk=api_key_id).first()
    if row is None:
        raise APIKeyNotFound(str(api_key_id))
    if not actor.may_remove_what_belongs_to(row.user_id):
        raise AdministrationNotAllowed
    row.delete()


def find_api_key(*, given: str) -> APIKey:
    """Give the key of this id, of these shown characters, or the key that this is.

    Raises APIKeyNotFound or AmbiguousAPIKey, neither of which repeats a whole key.
    """
    if not given.strip():
        raise APIKeyNotFound(given)
    found = list(APIKey.objects.filter(_identified_by(given)).select_related("user"))
    if not found:
        raise APIKeyNotFound(given[:SHOWN_CHARACTERS])
    if len(found) > 1:
        raise AmbiguousAPIKey(given, [str(key.pk) for key in found])
    return found[0]


def _identified_by(given: str) -> Q:
    by_text = Q(key_prefix=given) | Q(key_hash=hash_key(given))
    try:
        return Q(pk=UUID(given)) | by_text
    except ValueError:
        return by_text


def authenticate(key: str) -> APIKey | None:
    """Give the row of a working key, with its user, and note its use; None for any other."""
    found = read(_FIND, (hash_key(key),))
    if not found:
        return None
    row = _api_key(*found[0])
    _note_use(row)
    return row


def _api_key(
    id_: UUID, user_id: UUID, last_used_at: datetime | None, github_username: str
) -> APIKey:
    """Make the rows of what requests need; Django reads other columns when asked for one."""
    user = loaded(User, {"id": user_id, "github_username": github_username, "is_active": True})
    values = {"id": id_, "user_id": user_id, "last_used_at": last_used_at}
    return loaded(APIKey, values, user=user)


def _note_use(row: APIKey) -> None:
    now = timezone.now()
    if row.last_used_at is not None and row.last_used_at > now - LAST_USE_PRECISION:
        return
    parameters: dict[str, Any] = {
        "id": row.pk,
        "now": now,
        "stale": now - LAST_USE_PRECISION,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NOTE_USE, parameters)
