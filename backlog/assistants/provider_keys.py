"""The assistant that a user's stored provider key gives access to."""

from importlib import import_module
from typing import Final

from django.conf import settings

from accounts.choices import Provider
from accounts.models import AIProviderKey, User
from accounts.services.provider_keys import read_provider_key
from backlog.assistants.asking import Assistant
from backlog.assistants.exceptions import NoProviderKey, UnsendableProviderKey
from backlog.assistants.terms import Terms

# By name, because their SDKs take a second to import that most commands don't need.
_ASSISTANTS: Final = {
    Provider.ANTHROPIC: ("backlog.assistants.anthropic_api", "AnthropicAssistant"),
    Provider.OPENAI: ("backlog.assistants.openai_api", "OpenAIAssistant"),
}


def provider_assistant(provider: Provider, *, user: User) -> Assistant:
    """Give the provider's assistant with the user's key.

    Raises NoProviderKey, UnsendableProviderKey, UnreadableProviderKey or EncryptionNotConfigured.
    """
    row = AIProviderKey.objects.filter(user=user, provider=provider).first()
    if row is None:
        raise NoProviderKey(provider.label, str(user))
    api_key = read_provider_key(row)
    if not (api_key.isascii() and api_key.isprintable()):
        raise UnsendableProviderKey(provider.label)
    module, name = _ASSISTANTS[provider]
    assistant: Assistant = getattr(import_module(module), name)(
        api_key=api_key, terms=_terms_of(provider)
    )
    return assistant


def _terms_of(provider: Provider) -> Terms:
    base_url, model = {
        Provider.ANTHROPIC: (settings.ANTHROPIC_BASE_URL, settings.ANTHROPIC_MODEL),
        Provider.OPENAI: (settings.OPENAI_BASE_URL, settings.OPENAI_MODEL),
    }[provider]
    return Terms(
        base_url=base_url,
        model=model,
        timeout=settings.PROVIDER_TIMEOUT_SECONDS,
        retries=settings.PROVIDER_RETRIES,
        output_tokens=settings.PROVIDER_OUTPUT_TOKENS,
    )
