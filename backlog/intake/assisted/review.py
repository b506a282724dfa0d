"""A review by an assistant: its questions are asked at once, up to a limit."""

import queue
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backlog.assistants.asking import Assistant, Prompt, Usage
from backlog.assistants.exceptions import AssistantError
from backlog.assistants.structured import ask_for_json
from backlog.intake.assisted.categories import Category, categories_of
from backlog.intake.assisted.prompting import Subject, prompt_text
from backlog.intake.exceptions import ReviewerFailed
from backlog.intake.progress import Progress
from backlog.intake.reading import HolderOf, Reading
from backlog.intake.stated import suggestion_of
from backlog.intake.suggestions_document import SuggestionsSchema


@dataclass(frozen=True, slots=True)
class _Reply:
    """What became of a question: suggestions as stated, or why there are none."""

    category: Category
    stated: Sequence[dict[str, Any]] = ()
    usage: Usage = field(default_factory=Usage)
    failure: BaseException | None = None


class AssistedReview:
    """Asks an assistant about each category of the subject's mode.

    A category that fails is remarked on; a review of which all fail is refused.
    """

    def __init__(
        self,
        assistant: Assistant,
        subject: Subject,
        schema: SuggestionsSchema,
        *,
        folder: Path | None,
        at_once: int,
    ) -> None:
        self.assistant = assistant
        self._subject = subject
        self._schema = schema
        self._folder = folder
        self._at_once = at_once

    @property
    def prompts(self) -> list[tuple[Category, Prompt]]:
        """Give the questions that are asked."""
        return [(one, self._prompt(one)) for one in categories_of(self._subject.mode)]

    def read(self, *, holder_of: HolderOf, progress: Progress) -> Reading:
        """Ask all questions; raises ReviewerFailed when none brings a usable answer."""
        replies = self._replies(progress)
        failed = [reply for reply in replies if reply.failure is not None]
        if len(failed) == len(replies):
            raise ReviewerFailed("\n".join(_failure(reply) for reply in failed))
        suggestions = [suggestion_of(one, holder_of) for reply in replies for one in reply.stated]
        reading = Reading(suggestions, len(suggestions))
        reading.remarks += [_failure(reply) for reply in failed]
        reading.usage = sum((reply.usage for reply in replies), Usage())
        return reading

    def _prompt(self, category: Category) -> Prompt:
        text = prompt_text(self._subject, category)
        return Prompt(text=text, schema=self._schema.content, folder=self._folder)

    def _replies(self, progress: Progress) -> list[_Reply]:
        """Ask in threads that end with the process, and in the order of the categories."""
        waiting: queue.SimpleQueue[tuple[Category, Prompt]] = queue.SimpleQueue()
        done: queue.SimpleQueue[_Reply] = queue.SimpleQueue()
        prompts = self.prompts
        for prompt in prompts:
            waiting.put(prompt)
        for _ in range(min(self._at_once, len(prompts))):
            threading.Thread(target=self._work, args=(waiting, done), daemon=True).start()
        try:
            replies = [self._reported(done, progress, len(prompts)) for _ in prompts]
        except BaseException:
            self.assistant.stop()
            raise
        progress.clear()
        order = [category for category, _ in prompts]
        return sorted(replies, key=lambda reply: order.index(reply.category))

    def _reported(
        self, done: "queue.SimpleQueue[_Reply]", progress: Progress, total: int
    ) -> _Reply:
        progress.say(f"Asking {self.assistant.name} {total} questions…")
        reply = done.get()
        progress.clear()
        progress.say(f"{self.assistant.name} answered about {reply.category.name}.")
        return reply

    def _work(
        self,
        waiting: "queue.SimpleQueue[tuple[Category, Prompt]]",
        done: "queue.SimpleQueue[_Reply]",
    ) -> None:
        while True:
            try:
                category, prompt = waiting.get_nowait()
            except queue.Empty:
                return
            done.put(self._asked(category, prompt))

    def _asked(self, category: Category, prompt: Prompt) -> _Reply:
        try:
            document, usage = ask_for_json(self.assistant, prompt, self._schema.checked)
        except AssistantError as error:
            return _Reply(category, usage=error.usage, failure=error)
        except Exception as error:  # noqa: BLE001 - raised again by whoever waits for it
            return _Reply(category, failure=error)
        return _Reply(category, document["suggestions"], usage)


def _failure(reply: _Reply) -> str:
    if reply.failure is not None and not isinstance(reply.failure, AssistantError):
        raise reply.failure
    return f"Nothing about {reply.category.name}: {reply.failure}"
