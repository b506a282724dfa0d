import hashlib
import re
import secrets
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.exceptions import AmbiguousAPIKey, APIKeyNotFound, BlankName
from accounts.models import APIKey
from accounts.services.api_keys import (
    authenticate,
    find_api_key,
    hash_key,
    make_api_key,
    revoke_api_key,
)
from tests.concurrency import at_once
from tests.factories import make_api_key as make_key
from tests.factories import make_user

pytestmark = pytest.mark.django_db

ANY_TEXT = st.text(st.characters(exclude_categories=()))


def keys_of(prefix, number):
    user = make_user()
    return [
        APIKey.objects.create(user=user, key_hash=secrets.token_hex(), key_prefix=prefix)
        for _ in range(number)
    ]


def test_a_key_is_the_prefix_and_at_least_32_url_safe_characters():
    _, key = make_api_key(user=make_user())

    assert re.fullmatch(r"mason_[A-Za-z0-9_-]{32,}", key)


def test_keys_are_never_equal():
    user = make_user()

    assert len({make_api_key(user=user)[1] for _ in range(100)}) == 100


def test_of_a_key_only_hash_and_first_characters_are_stored():
    user = make_user()
    row, key = make_api_key(user=user, name="Nightly agent")

    row.refresh_from_db()
    assert row.user == user
    assert row.name == "Nightly agent"
    assert row.key_hash == hashlib.sha256(key.encode()).hexdigest()
    assert row.key_prefix == key[:8]
    assert row.last_used_at is None


def test_no_column_holds_a_key():
    row, key = make_api_key(user=make_user())

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(k)::text FROM mason_api_keys k")
        (stored,) = cursor.fetchone()

    assert str(row.pk) in stored
    assert key not in stored


def test_a_row_shows_its_name_and_first_characters_only():
    row, key = make_api_key(user=make_user(), name="CI")

    assert str(row) == f"CI ({key[:8]}…)"
    assert key not in repr(vars(row))


def test_a_key_is_called_default_unless_named():
    assert make_api_key(user=make_user())[0].name == "Default"


def test_spaces_around_a_name_are_left_out():
    assert make_api_key(user=make_user(), name="  CI ")[0].name == "CI"


@pytest.mark.parametrize("name", ["", "   ", "\n\t"])
def test_a_blank_name_is_refused(name):
    with pytest.raises(BlankName) as refused:
        make_api_key(user=make_user(), name=name)

    assert str(refused.value) == (
        "The name of an API key is empty: give at least one visible character."
    )
    assert not APIKey.objects.exists()


@given(ANY_TEXT)
def test_a_hash_is_64_hexadecimal_digits_whatever_the_key(key):
    assert re.fullmatch("[0-9a-f]{64}", hash_key(key))


@given(ANY_TEXT, ANY_TEXT)
def test_equal_hashes_mean_equal_keys(one, other):
    assert (hash_key(one) == hash_key(other)) == (one == other)


@given(st.text(st.characters(codec="ascii")))
def test_a_hash_is_the_sha_256_that_other_programs_compute(key):
    assert hash_key(key) == hashlib.sha256(key.encode("ascii")).hexdigest()


@pytest.mark.parametrize("key", ["k", "mason_-_", "other_key", "x" * 1000])
def test_a_key_made_elsewhere_is_found_by_its_hash(key):
    row = APIKey.objects.create(user=make_user(), key_hash=hash_key(key), key_prefix=key[:8])

    assert authenticate(key) == row


def test_an_unknown_key_gives_nothing():
    make_api_key(user=make_user())

    assert authenticate("mason_unknown") is None


def test_the_stored_hash_is_no_key():
    row, _ = make_api_key(user=make_user())

    assert authenticate(row.key_hash) is None


def test_an_inactive_users_key_gives_nothing_and_isnt_noted():
    row, key = make_api_key(user=make_user(is_active=False))

    assert authenticate(key) is None
    row.refresh_from_db()
    assert row.last_used_at is None


def test_the_user_comes_along_without_another_statement(django_assert_num_queries):
    _, key = make_api_key(user=make_user(github_username="octocat"))
    authenticate(key)

    with django_assert_num_queries(1):
        row = authenticate(key)
        assert row is not None
        assert row.user.github_username == "octocat"


def test_a_first_use_takes_one_statement_more(django_assert_num_queries):
    _, key = make_api_key(user=make_user())

    with django_assert_num_queries(2):
        authenticate(key)


@pytest.mark.parametrize(
    ("age", "is_noted"),
    [
        (timedelta(seconds=50), False),
        (timedelta(seconds=61), True),
        (timedelta(days=400), True),
        (timedelta(minutes=-5), False),
    ],
)
def test_a_use_is_noted_when_the_last_is_a_minute_old(age, is_noted):
    row, key = make_api_key(user=make_user())
    last = timezone.now() - age
    APIKey.objects.update(last_used_at=last)

    authenticate(key)

    row.refresh_from_db()
    assert (row.last_used_at != last) == is_noted


@pytest.fixture
def recorded_updates():
    """Give the number of updates that rows of API keys have had, counted by the database."""
    with connection.cursor() as cursor:
        cursor.execute("""
            CREATE TABLE key_updates (at timestamptz);
            CREATE FUNCTION count_key_update() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN INSERT INTO key_updates VALUES (now()); RETURN NEW; END';
            CREATE TRIGGER count_key_update AFTER UPDATE ON mason_api_keys
                FOR EACH ROW EXECUTE FUNCTION count_key_update();
        """)

    def number():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM key_updates")
            return cursor.fetchone()[0]

    yield number
    with connection.cursor() as cursor:
        cursor.execute("""
            DROP TRIGGER count_key_update ON mason_api_keys;
            DROP FUNCTION count_key_update;
            DROP TABLE key_updates;
        """)


@pytest.mark.django_db(transaction=True)
def test_sixteen_uses_at_once_are_noted_once(recorded_updates):
    row, key = make_api_key(user=make_user())

    found = at_once([lambda: authenticate(key)] * 16)

    assert found == [row] * 16
    assert recorded_updates() == 1


@pytest.mark.django_db(transaction=True)
def test_a_use_does_not_wait_for_somebody_who_holds_the_key():
    row, key = make_key()

    with transaction.atomic():
        APIKey.objects.select_for_update(no_key=True).get(pk=row.pk)
        [found] = at_once([lambda: authenticate(key)])

    assert found == row
    row.refresh_from_db()
    assert row.last_used_at is None


def test_an_authenticated_key_is_the_row_that_the_orm_loads():
    _, key = make_api_key(user=make_user(github_email="octocat@example.org"))

    found, stored = authenticate(key), APIKey.objects.select_related("user").get()

    assert values_of(found) == values_of(stored)
    assert values_of(found.user) == values_of(stored.user)
    found.name = "Renamed"
    found.save(update_fields=["name"])
    assert APIKey.objects.get().name == "Renamed"


def values_of(row):
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname != "last_used_at"
    }


def test_where_nothing_is_prepared_a_key_works_too(monkeypatch):
    row, key = make_key()
    connection.ensure_connection()
    monkeypatch.setattr(connection.connection, "prepare_threshold", None)

    assert authenticate(key) == row


def test_a_key_is_found_by_its_id_its_first_characters_and_itself():
    row, key = make_api_key(user=make_user())

    assert find_api_key(given=str(row.pk)) == row
    assert find_api_key(given=str(row.pk).upper()) == row
    assert find_api_key(given=key[:8]) == row
    assert find_api_key(given=key) == row


@pytest.mark.parametrize("given_text", ["", "m", "mason_", "%", "nothing"])
def test_part_of_the_first_characters_finds_nothing(given_text):
    make_api_key(user=make_user())

    with pytest.raises(APIKeyNotFound):
        find_api_key(given=given_text)


def test_an_absent_id_is_not_found():
    with pytest.raises(APIKeyNotFound):
        find_api_key(given=str(uuid4()))


def test_an_unknown_key_isnt_repeated_in_the_message():
    with pytest.raises(APIKeyNotFound) as missing:
        find_api_key(given="mason_abcdefgh-secret")

    assert str(missing.value) == (
        "No API key has the id or the first characters “mason_ab”;"
        " the list is in the admin under API keys."
    )


def test_several_keys_with_the_same_first_characters_are_named_by_id():
    rows = keys_of("mason_ab", 3)

    with pytest.raises(AmbiguousAPIKey) as several:
        find_api_key(given="mason_ab")

    assert {str(row.pk) for row in rows} == set(re.findall(r"[0-9a-f-]{36}", str(several.value)))


def test_a_revoked_key_doesnt_work():
    row, key = make_api_key(user=make_user())

    revoke_api_key(api_key=row)

    assert authenticate(key) is None


def test_revoking_a_key_leaves_the_others():
    user = make_user()
    row, _ = make_api_key(user=user)
    other, key = make_api_key(user=user)

    revoke_api_key(api_key=row)

    assert authenticate(key) == other
