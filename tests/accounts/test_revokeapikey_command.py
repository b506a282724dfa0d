from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import APIKey
from tests.factories import make_api_key, make_user

pytestmark = pytest.mark.django_db


def revoke(given):
    out = StringIO()
    call_command("revokeapikey", given, stdout=out, no_color=True)
    return out.getvalue()


@pytest.mark.parametrize(
    "naming", [lambda row, _: str(row.pk), lambda row, _: row.key_prefix, lambda _, key: key]
)
def test_a_key_is_revoked_by_id_first_characters_or_itself(naming):
    row, key = make_api_key()
    other, _ = make_api_key()

    revoke(naming(row, key))

    assert list(APIKey.objects.all()) == [other]


def test_what_was_revoked_is_said_without_the_key():
    row, key = make_api_key(user=make_user(github_username="octocat"), name="CI")

    assert revoke(key) == f"Revoked CI ({key[:8]}…) of octocat, id {row.pk}.\n"


def test_an_unknown_key_is_refused():
    with pytest.raises(CommandError) as refused:
        revoke("mason_zz")

    assert str(refused.value) == (
        "No API key has the id or the first characters “mason_zz”;"
        " the list is in the admin under API keys."
    )


def test_an_ambiguous_key_is_refused_with_the_ids():
    ids = [make_api_key()[0].pk for _ in range(2)]
    APIKey.objects.update(key_prefix="mason_ab")

    with pytest.raises(CommandError) as refused:
        revoke("mason_ab")

    assert all(str(key_id) in str(refused.value) for key_id in ids)
    assert APIKey.objects.count() == 2


@pytest.mark.parametrize("blank", ["", " "])
def test_a_blank_revokes_nothing(blank):
    make_api_key()
    APIKey.objects.update(key_prefix=blank)

    with pytest.raises(CommandError) as refused:
        revoke(blank)

    assert str(refused.value).startswith(f"No API key has the id or the first characters “{blank}”")
    assert APIKey.objects.count() == 1
