"""The assistant that ASSISTANT names."""

import pytest

from accounts.services.provider_keys import store_provider_key
from backlog.assistants.choosing import configured_assistant
from backlog.assistants.exceptions import NoProviderKey
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("code", "name"), [("anthropic", "Anthropic"), ("openai", "OpenAI")])
def test_provider_is_asked_with_the_key_of_the_user(settings, code, name):
    settings.ASSISTANT = code
    user = make_user()
    store_provider_key(user=user, provider=code, api_key="sk-1")

    assistant = configured_assistant(user=user)

    assert assistant is not None
    assert assistant.name == name


def test_provider_needs_a_key_of_the_user(settings):
    settings.ASSISTANT = "openai"

    with pytest.raises(NoProviderKey):
        configured_assistant(user=make_user())


def test_agent_needs_no_key(settings):
    settings.ASSISTANT = "agent"
    settings.AGENT_COMMAND = "an-agent --quiet"

    assistant = configured_assistant(user=make_user())

    assert assistant is not None
    assert assistant.name == "an-agent"


def test_nobody_may_be_configured(settings):
    settings.ASSISTANT = ""

    assert configured_assistant(user=make_user()) is None
