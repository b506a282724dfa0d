"""An assistant that isn't asked any more when a budget of tokens is spent."""

import json
from dataclasses import dataclass
from threading import Condition
from typing import Final

from backlog.assistants.asking import Answer, Assistant, Prompt, Usage
from backlog.assistants.exceptions import AssistantError, BudgetSpent

BYTES_PER_TOKEN: Final = 3
"""Code has more bytes in a token, so an estimate by this is rather too high."""


def estimated_tokens(text: str) -> int:
    """Estimate how many tokens a text has, rather too many than too few."""
    return -(-len(text.encode(errors="replace")) // BYTES_PER_TOKEN)


def tokens_of(prompt: Prompt) -> int:
    """Estimate how many tokens a prompt has, its schema included."""
    schema = "" if prompt.schema is None else json.dumps(prompt.schema)
    return estimated_tokens(prompt.text) + estimated_tokens(schema)


@dataclass(frozen=True, slots=True)
class Spending:
    """What was used of a budget, and whether a question wasn't asked for its sake."""

    usage: Usage
    ended: bool


class BudgetedAssistant:
    """Asks `assistant` while `tokens` reach; may be asked by several threads at once.

    Before each question, what it may use at most is set aside: the estimate of its tokens and
    `output_tokens`. Where that is missing only because other questions are under way, it waits for
    them. Once a question wasn't asked, none is.
    """

    def __init__(self, assistant: Assistant, *, tokens: int, output_tokens: int) -> None:
        self._assistant = assistant
        self._limit = tokens
        self._output_tokens = output_tokens
        self._changed = Condition()
        self._set_aside = 0
        self._usage = Usage()
        self._ended = False

    @property
    def name(self) -> str:
        """How people call the assistant."""
        return self._assistant.name

    @property
    def reads_folder(self) -> bool:
        """Whether the assistant looks into the prompt's folder by itself."""
        return self._assistant.reads_folder

    @property
    def spending(self) -> Spending:
        """What was used so far."""
        with self._changed:
            return Spending(self._usage, self._ended)

    def ask(self, prompt: Prompt) -> Answer:
        """Ask if the budget reaches; raises BudgetSpent, and AssistantError of the assistant."""
        expected = tokens_of(prompt)
        reserved = expected + self._output_tokens
        self._reserve(reserved)
        used = Usage()
        try:
            answer = self._assistant.ask(prompt)
            used = _told_or_estimated(answer, expected)
        except AssistantError as error:
            used = error.usage
            raise
        finally:
            self._settle(reserved, used)
        return answer

    def stop(self) -> None:
        """Ask nothing else, and stop the assistant."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        self._assistant.stop()

    def _reserve(self, tokens: int) -> None:
        with self._changed:
            self._changed.wait_for(
                lambda: self._ended or not self._set_aside or self._holds(tokens)
            )
            if self._ended or not self._holds(tokens):
                self._ended = True
                self._changed.notify_all()
                raise BudgetSpent(self._limit)
            self._set_aside += tokens

    def _holds(self, tokens: int) -> bool:
        return self._usage.tokens + self._set_aside + tokens <= self._limit

    def _settle(self, reserved: int, used: Usage) -> None:
        with self._changed:
            self._set_aside -= reserved
            self._usage += used
            self._changed.notify_all()


def _told_or_estimated(answer: Answer, expected: int) -> Usage:
    """What the assistant says that it used; an estimate of a server that says nothing."""
    if answer.usage.tokens:
        return answer.usage
    return Usage(input_tokens=expected, output_tokens=estimated_tokens(answer.text))
