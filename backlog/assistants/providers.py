"""What the assistants of all providers share."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum, auto
from threading import Event
from types import ModuleType
from typing import Any, ClassVar

from backlog.assistants.asking import Answer, Prompt, Usage
from backlog.assistants.budget import tokens_of
from backlog.assistants.exceptions import AssistantError
from backlog.assistants.failures import Failures
from backlog.assistants.terms import Terms


class Ending(Enum):
    """Why a model stopped writing."""

    DONE = auto()
    CUT_OFF = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a model wrote; of a refusal the reason."""

    text: str
    usage: Usage
    ending: Ending


class ProviderAssistant(ABC):
    """Asks a provider's model with its SDK, which asks again while the provider is busy.

    Each question has an HTTP client of its own, so that questions may be asked at once and none
    leaves a connection behind. The key goes to the SDK alone.
    """

    name: ClassVar[str]
    sdk: ClassVar[ModuleType]
    reads_folder: bool = False

    def __init__(self, *, api_key: str, terms: Terms) -> None:
        self.terms = terms
        self._api_key = api_key
        self._failures = Failures(self.name, terms, secret=api_key)
        self._stopped = Event()

    def ask(self, prompt: Prompt) -> Answer:
        """Send the prompt alone; raises AssistantError."""
        if self._stopped.is_set():
            raise AssistantError(f"{self.name} isn't asked any more.")
        try:
            reply = self._reply(self._sent(prompt))
        except (self.sdk.APIError, ValueError) as error:
            sentence = self._failures.of_error(error, self.sdk)
            failure = AssistantError(sentence, usage=self._lost(error, prompt))
        except (AttributeError, TypeError, IndexError):
            failure = AssistantError(self._failures.of_form())
        else:
            return self._answer(reply, prompt)
        # Not from within `except`: the SDK's errors hold the request, and its headers the key.
        raise failure

    def stop(self) -> None:
        """Ask nothing else; what is on its way ends with its thread."""
        self._stopped.set()

    @abstractmethod
    def _sent(self, prompt: Prompt) -> Any:
        """Give the SDK's response."""

    @abstractmethod
    def _reply(self, response: Any) -> Reply:
        """Read it; may fail with what Python raises for an object of another form."""

    def _lost(self, error: Exception, prompt: Prompt) -> Usage:
        """Estimate what was asked in vain: a model may be thinking about it still."""
        timed_out = isinstance(error, self.sdk.APITimeoutError)
        attempts = 1 + self.terms.retries if timed_out else 0
        return Usage(input_tokens=attempts * tokens_of(prompt))

    def _answer(self, reply: Reply, prompt: Prompt) -> Answer:
        match reply.ending:
            case Ending.CUT_OFF:
                raise AssistantError(self._failures.of_length(), usage=reply.usage)
            case Ending.REFUSED:
                raise AssistantError(self._failures.of_refusal(reply.text), usage=reply.usage)
        if not reply.text.strip():
            raise AssistantError(self._failures.of_emptiness(), usage=reply.usage)
        return Answer(text=reply.text, usage=reply.usage)
