"""Real connections at once: keys that are made, revoked and replaced."""

from functools import partial

import pytest
from cryptography.fernet import Fernet

from accounts.models import AIProviderKey, APIKey
from accounts.services.api_keys import authenticate, make_api_key, revoke_api_key
from accounts.services.provider_keys import (
    read_provider_key,
    rotate_encryption,
    store_provider_key,
)
from tests.concurrency import at_once
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)

RACES = 20
CONNECTIONS = 8


def test_keys_made_at_once_for_one_user_are_all_different_and_work():
    user = make_user()

    made = at_once([partial(make_api_key, user=user, name="Agent")] * CONNECTIONS)

    rows = [row for row, _ in made]
    assert [authenticate(key) for _, key in made] == rows
    assert set(APIKey.objects.all()) == set(rows)
    assert len(set(rows)) == CONNECTIONS


def test_a_key_that_is_used_while_it_is_revoked_does_not_come_back():
    user = make_user()
    for _ in range(RACES):
        row, key = make_api_key(user=user)

        at_once([partial(revoke_api_key, api_key=row), partial(authenticate, key)])

        assert authenticate(key) is None
        assert not APIKey.objects.exists()


def test_a_key_that_is_stored_during_a_rotation_is_the_one_that_stays(settings):
    user = make_user()
    for race in range(RACES):
        store_provider_key(user=user, provider="anthropic", api_key=f"old-{race}")
        settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *settings.ENCRYPTION_KEYS]

        at_once(
            [
                rotate_encryption,
                partial(store_provider_key, user=user, provider="anthropic", api_key=f"new-{race}"),
            ]
        )

        assert read_provider_key(AIProviderKey.objects.get()) == f"new-{race}"
