"""Sentences about what a provider answers instead of an answer; none repeats the key."""

from collections.abc import Mapping
from http import HTTPStatus
from math import ceil
from typing import Any, Final

from backlog.assistants.terms import Terms
from backlog.assistants.waiting import seconds_to_wait
from backlog.intake.wording import cleaned, one_line, shortened

LONGEST_MESSAGE: Final = 300
"""Characters that are quoted of what a provider says."""

REFUSALS: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
BUSY: Final = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE, 529)
"""Statuses that aren't the question's fault and pass; 529 is Anthropic's for overloaded."""


class Failures:
    """Makes the sentences of one provider; `secret` is the key, should the provider quote it."""

    def __init__(self, name: str, terms: Terms, *, secret: str) -> None:
        self._name = name
        self._terms = terms
        self._secret = secret

    def of_error(self, error: Exception, sdk: Any) -> str:
        """Say what an error of the provider's SDK means."""
        if isinstance(error, sdk.APITimeoutError):
            seconds = self._terms.timeout
            return f"{self._name} gave no answer in {seconds:g} s (PROVIDER_TIMEOUT_SECONDS)."
        if isinstance(error, sdk.APIConnectionError):
            return f"{self._name} can't be reached at {self._terms.base_url}, or broke off."
        if isinstance(error, sdk.APIStatusError):
            response = error.response
            return self._of_status(response.status_code, _message_in(error), response.headers)
        return self.of_form()

    def of_form(self) -> str:
        """Say that what answers isn't the API that is expected."""
        return f"What answers at {self._terms.base_url} doesn't speak {self._name}'s API."

    def of_length(self) -> str:
        """Say that an answer is cut off."""
        tokens = self._terms.output_tokens
        return f"{self._name}'s answer is cut off at {tokens:,} tokens (PROVIDER_OUTPUT_TOKENS)."

    def of_refusal(self, reason: str) -> str:
        """Pass on that the model doesn't want to answer."""
        return f"{self._name} declines to answer{self._quoted(reason)}"

    def of_emptiness(self) -> str:
        """Say that an answer has no text."""
        return f"{self._name}'s answer is empty."

    def _of_status(self, status: int, message: str, headers: Mapping[str, str]) -> str:
        if status in REFUSALS:
            return (
                f"{self._name} refuses the key ({status}): store another in the admin"
                " under AI provider keys."
            )
        advice = _when_to_try_again(headers) if status in BUSY else ""
        return f"{self._name} {_cause(status)} ({status}){self._quoted(message)}{advice}"

    def _quoted(self, message: str) -> str:
        """What the provider says, on one line."""
        told = message.replace(self._secret, "…")
        said = shortened(one_line(cleaned(told)), LONGEST_MESSAGE).rstrip(".")
        return f": {said}." if said else "."


def _cause(status: int) -> str:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return "takes no more questions for now"
    if status in BUSY:
        return "is overloaded"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "failed"
    return "refuses the question"


def _message_in(error: Any) -> str:
    """The provider's message, which SDKs keep in its envelope or out of it."""
    body = error.body if isinstance(error.body, dict) else {}
    inner = body.get("error", body)
    message = inner.get("message") if isinstance(inner, dict) else None
    return message if isinstance(message, str) else ""


def _when_to_try_again(headers: Mapping[str, str]) -> str:
    wait = seconds_to_wait(headers)
    if wait is None:
        return " Try again in a few minutes."
    return f" Try again in {max(ceil(wait), 1):,} s."
