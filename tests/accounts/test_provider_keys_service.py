import logging

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.exceptions import BlankName, EncryptionNotConfigured, UnreadableProviderKey
from accounts.models import AIProviderKey
from accounts.services.provider_keys import (
    read_provider_key,
    remove_provider_key,
    rotate_encryption,
    store_provider_key,
)
from tests.concurrency import at_once
from tests.factories import make_user

pytestmark = pytest.mark.django_db

SECRET = "sk-ant-not-a-real-key"


def new_encryption_key():
    return Fernet.generate_key().decode()


def stored_rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(k)::text FROM mason_ai_provider_keys k")
        return "".join(row for (row,) in cursor.fetchall())


def test_a_stored_key_can_be_read():
    row = store_provider_key(user=make_user(), provider="anthropic", api_key=SECRET)

    row.refresh_from_db()
    assert read_provider_key(row) == SECRET


def test_a_key_is_encrypted_in_the_database():
    row = store_provider_key(user=make_user(), provider="openai", api_key=SECRET)

    assert str(row.pk) in stored_rows()
    assert SECRET not in stored_rows()


def test_equal_keys_are_encrypted_differently():
    one = store_provider_key(user=make_user(), provider="openai", api_key=SECRET)
    other = store_provider_key(user=make_user(), provider="openai", api_key=SECRET)

    assert one.encrypted_api_key != other.encrypted_api_key


def test_neither_the_row_nor_a_log_line_shows_the_key(caplog):
    with caplog.at_level(logging.DEBUG):
        row = store_provider_key(user=make_user(), provider="openai", api_key=SECRET)
        read_provider_key(row)

    assert SECRET not in f"{row} {row!r} {vars(row)}"
    assert SECRET not in caplog.text


def test_spaces_around_a_key_are_left_out():
    row = store_provider_key(user=make_user(), provider="openai", api_key=f" {SECRET}\n")

    assert read_provider_key(row) == SECRET


@pytest.mark.parametrize("api_key", ["", "  ", "\n"])
def test_a_blank_key_is_refused(api_key):
    with pytest.raises(BlankName):
        store_provider_key(user=make_user(), provider="openai", api_key=api_key)

    assert not AIProviderKey.objects.exists()


def test_a_second_key_for_a_provider_takes_the_firsts_place():
    user = make_user()
    first = store_provider_key(user=user, provider="openai", api_key="first")
    second = store_provider_key(user=user, provider="openai", api_key="second")

    assert first.pk == second.pk
    assert read_provider_key(AIProviderKey.objects.get()) == "second"


def test_each_provider_and_user_has_a_key_of_its_own():
    user = make_user()
    for owner, provider in [(user, "openai"), (user, "anthropic"), (make_user(), "openai")]:
        store_provider_key(user=owner, provider=provider, api_key=SECRET)

    assert AIProviderKey.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_eight_keys_stored_at_once_leave_one_that_can_be_read():
    user = make_user()
    keys = [f"key-{number}" for number in range(8)]

    def storing(api_key):
        return lambda: store_provider_key(user=user, provider="openai", api_key=api_key)

    at_once([storing(key) for key in keys])

    assert read_provider_key(AIProviderKey.objects.get()) in keys


def test_a_removed_key_is_gone():
    row = store_provider_key(user=make_user(), provider="openai", api_key=SECRET)

    remove_provider_key(row=row)

    assert not AIProviderKey.objects.exists()


def test_an_older_encryption_key_still_reads(settings):
    row = store_provider_key(user=make_user(), provider="openai", api_key=SECRET)
    settings.ENCRYPTION_KEYS = [new_encryption_key(), *settings.ENCRYPTION_KEYS]

    assert read_provider_key(row) == SECRET


def test_a_key_that_cant_be_decrypted_says_whose_and_what_to_do(settings):
    user = make_user(github_username="octocat")
    row = store_provider_key(user=user, provider="openai", api_key=SECRET)
    settings.ENCRYPTION_KEYS = [new_encryption_key()]

    with pytest.raises(UnreadableProviderKey) as unreadable:
        read_provider_key(row)

    assert str(unreadable.value) == (
        "The openai key of octocat can't be decrypted with ENCRYPTION_KEYS:"
        " add the key that it was encrypted with, or store the provider key again."
    )


@pytest.mark.parametrize("text", ["", "plain text", "gAAAAA", "é"])
def test_what_another_writer_stored_unencrypted_is_unreadable(text):
    row = AIProviderKey.objects.create(user=make_user(), provider="openai", encrypted_api_key=text)

    with pytest.raises(UnreadableProviderKey):
        read_provider_key(row)


def test_rotation_leaves_every_key_readable_by_the_first_encryption_key_alone(settings):
    for number in range(3):
        store_provider_key(user=make_user(), provider="openai", api_key=f"key-{number}")
    new = new_encryption_key()
    settings.ENCRYPTION_KEYS = [new, *settings.ENCRYPTION_KEYS]

    number_of_keys = rotate_encryption()

    settings.ENCRYPTION_KEYS = [new]
    assert number_of_keys == 3
    assert {read_provider_key(row) for row in AIProviderKey.objects.all()} == {
        "key-0",
        "key-1",
        "key-2",
    }


def test_rotation_without_keys_changes_none():
    assert rotate_encryption() == 0


def test_rotation_changes_none_when_one_is_unreadable(settings):
    lost = store_provider_key(user=make_user(), provider="openai", api_key="lost")
    settings.ENCRYPTION_KEYS = [new_encryption_key()]
    kept = store_provider_key(user=make_user(), provider="openai", api_key=SECRET)
    before = {row.pk: row.encrypted_api_key for row in (lost, kept)}

    with pytest.raises(UnreadableProviderKey):
        rotate_encryption()

    after = {row.pk: row.encrypted_api_key for row in AIProviderKey.objects.all()}
    assert after == before


@pytest.mark.django_db(transaction=True)
def test_two_rotations_at_once_leave_the_keys_readable(settings):
    row = store_provider_key(user=make_user(), provider="openai", api_key=SECRET)
    settings.ENCRYPTION_KEYS = [new_encryption_key(), *settings.ENCRYPTION_KEYS]

    assert at_once([rotate_encryption] * 2) == [1, 1]

    row.refresh_from_db()
    assert read_provider_key(row) == SECRET


class AnyKey(TestCase):
    @given(st.text(st.characters(exclude_categories=["Cs"])).filter(str.strip))
    def test_any_text_can_be_stored_and_read(self, api_key):
        row = store_provider_key(user=make_user(), provider="openai", api_key=api_key)

        assert read_provider_key(row) == api_key.strip()


def test_without_encryption_keys_nothing_is_stored(settings):
    settings.ENCRYPTION_KEYS = []
    with pytest.raises(EncryptionNotConfigured, match="ENCRYPTION_KEYS is empty"):
        store_provider_key(user=make_user(), provider="openai", api_key="sk-1")
    assert not AIProviderKey.objects.exists()
