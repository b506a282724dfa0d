"""Storing AI provider keys, encrypted, and asking their providers about them."""

from typing import Final
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction

from accounts.actors import Actor
from accounts.choices import Provider
from accounts.exceptions import (
    AdministrationNotAllowed,
    BlankName,
    EncryptionNotConfigured,
    ProviderKeyNotFound,
    UnreadableProviderKey,
)
from accounts.models import AIProviderKey, User
from accounts.providers import Verdict, ask

SHOWN_CHARACTERS: Final = 4
"""How much of a key people are shown to recognise it by."""
SHORTEST_SHOWN: Final = 16
"""Length from which a key is secret enough without its end."""


def require_encryption() -> None:
    """Raise EncryptionNotConfigured when there is no key to encrypt with."""
    if not settings.ENCRYPTION_KEYS:
        raise EncryptionNotConfigured


def _cipher() -> MultiFernet:
    require_encryption()
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])


def store_provider_key(*, user: User, provider: str, api_key: str) -> AIProviderKey:
    """Store a user's key for a provider in place of an earlier one.

    Raises BlankName or EncryptionNotConfigured.
    """
    return put_provider_key(user=user, provider=provider, api_key=api_key)[0]


def put_provider_key(*, user: User, provider: str, api_key: str) -> tuple[AIProviderKey, bool]:
    """Store a key as `store_provider_key` does, and tell whether there was none before."""
    if not api_key.strip():
        raise BlankName("a provider key")
    encrypted = _cipher().encrypt(api_key.strip().encode()).decode()
    row, made = AIProviderKey.objects.update_or_create(
        user=user, provider=provider, defaults={"encrypted_api_key": encrypted}
    )
    if not made:
        row.refresh_from_db(fields=["updated_at"])
    return row, made


def remove_visible_provider_key(*, provider_key_id: UUID, actor: Actor) -> None:
    """Forget a provider key that the actor may see.

    Raises ProviderKeyNotFound or AdministrationNotAllowed.
    """
    row = AIProviderKey.objects.visible_to(actor).filter(pk=provider_key_id).first()
    if row is None:
        raise ProviderKeyNotFound(provider_key_id)
    if not actor.may_remove_what_belongs_to(row.user_id):
        raise AdministrationNotAllowed
    row.delete()


def remove_provider_key(*, row: AIProviderKey) -> None:
    """Forget a provider key."""
    row.delete()


def read_provider_key(row: AIProviderKey) -> str:
    """Give the key itself, for a call to the provider alone; raises UnreadableProviderKey."""
    try:
        return _cipher().decrypt(row.encrypted_api_key.encode()).decode()
    except InvalidToken as error:
        raise UnreadableProviderKey(row.provider, str(row.user)) from error


def ending_of(row: AIProviderKey) -> str:
    """Give the last characters of a key, none of a short one; raises UnreadableProviderKey."""
    key = read_provider_key(row)
    return key[-SHOWN_CHARACTERS:] if len(key) >= SHORTEST_SHOWN else ""


def ask_provider(*, row: AIProviderKey) -> Verdict:
    """Ask the provider whether it accepts the key; raises UnreadableProviderKey."""
    return ask(Provider(row.provider), read_provider_key(row))


@transaction.atomic
def rotate_encryption() -> int:
    """Encrypt every stored key with the first of ENCRYPTION_KEYS; gives how many there were.

    Raises UnreadableProviderKey, and then changes none.
    """
    rows = list(AIProviderKey.objects.select_for_update(of=("self",)).select_related("user"))
    for row in rows:
        row.encrypted_api_key = _cipher().encrypt(read_provider_key(row).encode()).decode()
    AIProviderKey.objects.bulk_update(rows, ["encrypted_api_key"])
    return len(rows)
