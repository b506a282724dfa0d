"""Models of Anthropic, through its own SDK. Importing this takes a second."""

from types import ModuleType
from typing import Any, ClassVar, Final

import anthropic
from anthropic.types import Message

from backlog.assistants.asking import Prompt, Usage
from backlog.assistants.providers import Ending, ProviderAssistant, Reply
from backlog.assistants.reduced_schema import reduced

ENDINGS: Final = {
    "max_tokens": Ending.CUT_OFF,
    "model_context_window_exceeded": Ending.CUT_OFF,
    "refusal": Ending.REFUSED,
}
"""Reasons to stop other than that all is said."""


class AnthropicAssistant(ProviderAssistant):
    """Asks the Messages API, for structured output where the prompt has a schema."""

    name = "Anthropic"
    sdk: ClassVar[ModuleType] = anthropic

    def _sent(self, prompt: Prompt) -> Message:
        with self._client() as client:
            message: Message = client.messages.create(
                model=self.terms.model,
                max_tokens=self.terms.output_tokens,
                messages=[{"role": "user", "content": prompt.text}],
                timeout=self.terms.timeout,
                **_form_of(prompt),
            )
        return message

    def _client(self) -> anthropic.Anthropic:
        return anthropic.Anthropic(
            api_key=self._api_key,
            base_url=self.terms.base_url,
            max_retries=self.terms.retries,
            http_client=anthropic.DefaultHttpxClient(**self.terms.of_http),
        )

    def _reply(self, response: Message) -> Reply:
        texts = [block.text for block in response.content if block.type == "text"]
        return Reply(
            text="".join(texts),
            usage=_usage_of(response.usage),
            ending=ENDINGS.get(response.stop_reason or "", Ending.DONE),
        )


def _form_of(prompt: Prompt) -> dict[str, Any]:
    if prompt.schema is None:
        return {}
    return {"output_config": {"format": {"type": "json_schema", "schema": reduced(prompt.schema)}}}


def _usage_of(usage: anthropic.types.Usage) -> Usage:
    cached = (usage.cache_creation_input_tokens or 0) + (usage.cache_read_input_tokens or 0)
    return Usage(input_tokens=usage.input_tokens + cached, output_tokens=usage.output_tokens)
