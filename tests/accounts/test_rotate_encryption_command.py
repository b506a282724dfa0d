from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from accounts.models import AIProviderKey
from accounts.services.provider_keys import read_provider_key, store_provider_key
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def rotate():
    out = StringIO()
    call_command("rotate_encryption", stdout=out, no_color=True)
    return out.getvalue()


@pytest.mark.parametrize("number", [0, 1, 3])
def test_the_number_of_keys_is_said(number):
    for _ in range(number):
        store_provider_key(user=make_user(), provider="openai", api_key="k")

    assert rotate() == f"Provider keys encrypted anew: {number}.\n"


def test_the_first_encryption_key_alone_reads_afterwards(settings):
    store_provider_key(user=make_user(), provider="openai", api_key="not a real key")
    new = Fernet.generate_key().decode()
    settings.ENCRYPTION_KEYS = [new, *settings.ENCRYPTION_KEYS]

    rotate()

    settings.ENCRYPTION_KEYS = [new]
    assert read_provider_key(AIProviderKey.objects.get()) == "not a real key"


def test_an_unreadable_key_is_named(settings):
    user = make_user(github_username="octocat")
    store_provider_key(user=user, provider="anthropic", api_key="k")
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(CommandError, match="The anthropic key of octocat can't be decrypted"):
        rotate()
