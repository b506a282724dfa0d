"""The assistant that a user's stored provider key gives access to."""

import subprocess
import sys

import pytest
from cryptography.fernet import Fernet

from accounts.choices import Provider
from accounts.exceptions import UnreadableProviderKey
from accounts.services.provider_keys import store_provider_key
from backlog.assistants.asking import Prompt
from backlog.assistants.exceptions import NoProviderKey, UnsendableProviderKey
from backlog.assistants.provider_keys import provider_assistant
from tests.backlog.assistants.provider_server import ANTHROPIC, OPENAI, running_provider
from tests.factories import make_user
from tests.processes import ROOT, clean_environment

KEY = "sk-a-key-that-works-1a2b"  # an example, no key
PROVIDERS = [
    (Provider.ANTHROPIC, ANTHROPIC, "claude-sonnet-5-5"),
    (Provider.OPENAI, OPENAI, "gpt-5.5"),
]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("provider", "path", "model"), PROVIDERS)
def test_stored_key_is_sent_to_the_address_of_the_settings(settings, provider, path, model):
    user = make_user()
    store_provider_key(user=user, provider=provider, api_key=KEY)
    with running_provider(accepts=KEY) as server:
        settings.ANTHROPIC_BASE_URL = settings.OPENAI_BASE_URL = server.url

        assistant = provider_assistant(provider, user=user)
        assistant.ask(Prompt(text="Well?"))

    (asked,) = server.asked
    assert (asked.path, asked.document["model"]) == (path, model)
    assert (assistant.name, assistant.reads_folder) == (provider.label, False)


def test_key_of_another_user_is_not_used():
    store_provider_key(user=make_user(), provider=Provider.OPENAI, api_key=KEY)

    with pytest.raises(NoProviderKey) as error:
        provider_assistant(Provider.OPENAI, user=make_user(github_username="ada"))
    assert str(error.value) == (
        "ada has no OpenAI key here: store one in the admin under AI provider keys"
        " (/admin/accounts/aiproviderkey/add/)."
    )


def test_key_that_no_header_carries_is_refused_without_showing_it():
    user = make_user()
    store_provider_key(user=user, provider=Provider.ANTHROPIC, api_key="sk-schlüssel")

    with pytest.raises(UnsendableProviderKey) as error:
        provider_assistant(Provider.ANTHROPIC, user=user)
    assert str(error.value) == (
        "The Anthropic key has characters that no header carries: store it again in the admin"
        " under AI provider keys."
    )


def test_key_that_cannot_be_decrypted_is_refused(settings):
    user = make_user()
    store_provider_key(user=user, provider=Provider.OPENAI, api_key=KEY)
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(UnreadableProviderKey):
        provider_assistant(Provider.OPENAI, user=user)


def test_commands_do_not_wait_for_the_sdks():
    program = (
        "import django, sys; django.setup();"
        "import backlog.management.commands.review, backlog.assistants.provider_keys;"
        "print({'anthropic', 'openai'} & set(sys.modules))"
    )
    environment = clean_environment(DJANGO_SETTINGS_MODULE="mason.settings")
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, check=True
    )

    assert result.stdout == b"set()\n"
