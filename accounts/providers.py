"""Asking a provider of language models whether it accepts a key."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from http import HTTPStatus
from typing import Final

import requests
from django.conf import settings

from accounts.choices import Provider

ANTHROPIC_VERSION: Final = "2023-06-01"
"""The version of Anthropic's API that is spoken."""
REFUSALS: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


class Outcome(Enum):
    """What asking brought."""

    ACCEPTED = auto()
    REFUSED = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What asking brought, and a sentence that says so to a person."""

    outcome: Outcome
    sentence: str


def ask(provider: Provider, api_key: str) -> Verdict:
    """Ask for the provider's list of models, which costs nothing; no answer repeats the key."""
    name = provider.label
    if not _can_be_sent(api_key):
        return _unknown(name, "the key has characters that no header carries.")
    try:
        answer = _list_of_models(provider, api_key)
    except requests.Timeout:
        seconds = settings.OUTSIDE_TIMEOUT_SECONDS
        return _unknown(name, f"no answer within {seconds:g} seconds.")
    except requests.RequestException:
        return _unknown(name, "it can't be reached.")
    return _verdict(name, answer)


def _list_of_models(provider: Provider, api_key: str) -> requests.Response:
    """Follow no redirect, which would carry the key elsewhere."""
    return requests.get(
        f"{_address(provider)}/v1/models",
        # As `auth`, or an entry of .netrc for the host would take the key's place.
        auth=_Headers(_credentials(provider, api_key)),
        timeout=settings.OUTSIDE_TIMEOUT_SECONDS,
        allow_redirects=False,
    )


class _Headers(requests.auth.AuthBase):
    def __init__(self, headers: Mapping[str, str]) -> None:
        self.headers = headers

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers.update(self.headers)
        return request


def _address(provider: Provider) -> str:
    match provider:
        case Provider.ANTHROPIC:
            return str(settings.ANTHROPIC_BASE_URL)
        case Provider.OPENAI:
            return str(settings.OPENAI_BASE_URL)


def _credentials(provider: Provider, api_key: str) -> dict[str, str]:
    match provider:
        case Provider.ANTHROPIC:
            return {"x-api-key": api_key, "anthropic-version": ANTHROPIC_VERSION}
        case Provider.OPENAI:
            return {"Authorization": f"Bearer {api_key}"}


def _can_be_sent(api_key: str) -> bool:
    return api_key.isascii() and api_key.isprintable()


def _verdict(name: str, answer: requests.Response) -> Verdict:
    if answer.status_code in REFUSALS:
        return Verdict(Outcome.REFUSED, f"{name} refuses the key ({answer.status_code}).")
    if answer.status_code != HTTPStatus.OK:
        return _unknown(name, f"it answered {answer.status_code}.")
    if not _lists_models(answer):
        return _unknown(name, "its answer isn't a list of models.")
    return Verdict(Outcome.ACCEPTED, f"The key works: {name} accepts it.")


def _unknown(name: str, because: str) -> Verdict:
    return Verdict(Outcome.UNKNOWN, f"Couldn't ask {name}: {because}")


def _lists_models(answer: requests.Response) -> bool:
    try:
        body = answer.json()
    except requests.JSONDecodeError:
        return False
    return isinstance(body, dict) and isinstance(body.get("data"), list)
