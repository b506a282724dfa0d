"""Making, checking and revoking API keys."""

import hashlib
import secrets
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.exceptions import AmbiguousAPIKey, APIKeyNotFound, BlankName
from accounts.models import APIKey, User

KEY_PREFIX: Final = "mason_"
RANDOM_BYTES: Final = 32
"""Bytes of randomness in a key: 43 URL-safe characters."""
SHOWN_CHARACTERS: Final = 8
DEFAULT_NAME: Final = "Default"
LAST_USE_PRECISION: Final = timedelta(minutes=1)
"""How stale `last_used_at` may be: writing it at every request would lock the row each time."""


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
    row = APIKey.objects.working(hash_key(key)).first()
    if row is not None:
        _note_use(row)
    return row


def _note_use(row: APIKey) -> None:
    now = timezone.now()
    if row.last_used_at is not None and row.last_used_at > now - LAST_USE_PRECISION:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lte=now - LAST_USE_PRECISION)
    APIKey.objects.filter(stale, pk=row.pk).update(last_used_at=now)
