"""Models of OpenAI, and of servers that speak its API, through OpenAI's SDK.

Importing this takes a second.
"""

from types import ModuleType
from typing import Any, ClassVar, Final

import openai
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletion

from backlog.assistants.asking import Answer, Prompt, Usage
from backlog.assistants.providers import Ending, ProviderAssistant, Reply
from backlog.assistants.reduced_schema import answer_without_nulls, reduced, strict

ENDINGS: Final = {"length": Ending.CUT_OFF, "content_filter": Ending.REFUSED}
"""Reasons to stop other than that all is said."""


class OpenAIAssistant(ProviderAssistant):
    """Asks for a chat completion, with structured output where the prompt has a schema.

    It is the API that other servers speak too, so OPENAI_BASE_URL may name one of them.
    """

    name = "OpenAI"
    sdk: ClassVar[ModuleType] = openai

    def _sent(self, prompt: Prompt) -> ChatCompletion:
        with self._client() as client:
            completion: ChatCompletion = client.chat.completions.create(
                model=self.terms.model,
                max_completion_tokens=self.terms.output_tokens,
                messages=[{"role": "user", "content": prompt.text}],
                timeout=self.terms.timeout,
                **_form_of(prompt),
            )
        return completion

    def _client(self) -> openai.OpenAI:
        return openai.OpenAI(
            api_key=self._api_key,
            base_url=f"{self.terms.base_url}/v1",
            max_retries=self.terms.retries,
            http_client=openai.DefaultHttpxClient(**self.terms.of_http),
        )

    def _reply(self, response: ChatCompletion) -> Reply:
        choice = response.choices[0]
        usage = _usage_of(response.usage)
        if choice.message.refusal:
            return Reply(text=choice.message.refusal, usage=usage, ending=Ending.REFUSED)
        return Reply(
            text=choice.message.content or "",
            usage=usage,
            ending=ENDINGS.get(choice.finish_reason, Ending.DONE),
        )

    def _answer(self, reply: Reply, prompt: Prompt) -> Answer:
        answer = super()._answer(reply, prompt)
        if prompt.schema is None:
            return answer
        text = answer_without_nulls(answer.text, reduced(prompt.schema))
        return Answer(text=text, usage=answer.usage)


def _form_of(prompt: Prompt) -> dict[str, Any]:
    if prompt.schema is None:
        return {}
    form = {"name": "answer", "strict": True, "schema": strict(reduced(prompt.schema))}
    return {"response_format": {"type": "json_schema", "json_schema": form}}


def _usage_of(usage: CompletionUsage | None) -> Usage:
    """Tokens, where the server tells them."""
    if usage is None:
        return Usage()
    return Usage(input_tokens=usage.prompt_tokens, output_tokens=usage.completion_tokens)
