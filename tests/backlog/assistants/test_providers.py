"""Asking the models of AI providers, against a server on this machine that speaks their wires."""

import json
import logging
import traceback
from pathlib import Path

import pytest
from django.conf import settings as project

from backlog.assistants.anthropic_api import AnthropicAssistant
from backlog.assistants.asking import Answer, Prompt, Usage
from backlog.assistants.exceptions import AssistantError
from backlog.assistants.openai_api import OpenAIAssistant
from backlog.assistants.reduced_schema import reduced, strict
from backlog.assistants.terms import Terms
from tests.backlog.assistants.provider_server import (
    ANTHROPIC,
    OPENAI,
    Said,
    breaks_off,
    refuses,
    running_provider,
    says,
)

KEY = "sk-a-key-that-works-1a2b"  # an example, no key
SCHEMA = json.loads((Path(project.BASE_DIR) / "docs" / "suggestions.schema.json").read_text())
PLAIN = Prompt(text="What is wrong here?")
STRUCTURED = Prompt(text="What is wrong here?", schema=SCHEMA)


@pytest.fixture
def provider():
    with running_provider(accepts=KEY) as server:
        yield server


@pytest.fixture(params=[AnthropicAssistant, OpenAIAssistant], ids=["anthropic", "openai"])
def kind(request):
    return request.param


def terms_for(url, **changes):
    terms = {"model": "a-model", "timeout": 5, "retries": 1, "output_tokens": 2000, **changes}
    return Terms(base_url=url, **terms)


@pytest.fixture
def assistant(kind, provider):
    return kind(api_key=KEY, terms=terms_for(provider.url))


def failure(assistant, prompt=PLAIN):
    with pytest.raises(AssistantError) as error:
        assistant.ask(prompt)
    return error.value


def test_answer_comes_with_its_usage(assistant, provider):
    provider.reply = Said("All is well.", input_tokens=1200, output_tokens=34)

    assert assistant.ask(PLAIN) == Answer(
        text="All is well.", usage=Usage(input_tokens=1200, output_tokens=34)
    )


def test_anthropic_is_asked_on_its_wire(provider):
    AnthropicAssistant(api_key=KEY, terms=terms_for(provider.url)).ask(STRUCTURED)

    (asked,) = provider.asked
    assert asked.path == ANTHROPIC
    assert asked.document == {
        "model": "a-model",
        "max_tokens": 2000,
        "messages": [{"role": "user", "content": "What is wrong here?"}],
        "output_config": {"format": {"type": "json_schema", "schema": reduced(SCHEMA)}},
    }


def test_openai_is_asked_on_its_wire(provider):
    OpenAIAssistant(api_key=KEY, terms=terms_for(provider.url)).ask(STRUCTURED)

    (asked,) = provider.asked
    form = {"name": "answer", "strict": True, "schema": strict(reduced(SCHEMA))}
    assert asked.path == OPENAI
    assert asked.document == {
        "model": "a-model",
        "max_completion_tokens": 2000,
        "messages": [{"role": "user", "content": "What is wrong here?"}],
        "response_format": {"type": "json_schema", "json_schema": form},
    }


def test_plain_text_is_asked_for_without_a_schema(assistant, provider):
    assistant.ask(PLAIN)

    assert not {"output_config", "response_format"} & set(provider.asked[0].document)


def test_tokens_of_a_cache_count(provider):
    usage = {"input_tokens": 5, "output_tokens": 7}
    cached = {"cache_creation_input_tokens": 11, "cache_read_input_tokens": 13}
    message = {
        "type": "message",
        "content": [{"type": "text", "text": "Yes."}],
        "stop_reason": "end_turn",
        "usage": {**usage, **cached},
    }
    provider.reply = says(json.dumps(message))

    answer = AnthropicAssistant(api_key=KEY, terms=terms_for(provider.url)).ask(PLAIN)

    assert answer.usage == Usage(input_tokens=29, output_tokens=7)


def test_server_that_tells_no_usage_is_heard(provider):
    choice = {"finish_reason": "stop", "message": {"role": "assistant", "content": "Yes."}}
    provider.reply = says(json.dumps({"choices": [choice]}))

    answer = OpenAIAssistant(api_key=KEY, terms=terms_for(provider.url)).ask(PLAIN)

    assert answer == Answer(text="Yes.")


def test_nulls_that_openai_asks_for_are_taken_out(provider):
    provider.reply = Said('{"version": 1, "suggestions": [{"title": "A", "files": null}]}')

    answer = OpenAIAssistant(api_key=KEY, terms=terms_for(provider.url)).ask(STRUCTURED)

    assert json.loads(answer.text) == {"version": 1, "suggestions": [{"title": "A"}]}


@pytest.mark.parametrize("status", [429, 500, 503, 529])
def test_busy_provider_is_asked_again(assistant, provider, status):
    provider.replies.append(refuses(status, retry_after="0.01"))
    provider.reply = Said("Yes.")

    assert assistant.ask(PLAIN).text == "Yes."
    first, second = provider.asked
    assert first.body == second.body


def test_wait_that_the_provider_asks_for_is_kept(assistant, provider, monkeypatch):
    waits = []
    monkeypatch.setattr("time.sleep", waits.append)
    provider.replies.append(refuses(429, retry_after="7"))

    assistant.ask(PLAIN)

    assert waits == [7]


def test_provider_that_stays_busy_ends_the_question(assistant, provider):
    provider.reply = refuses(429, "Number of requests\nexceeded.", retry_after="0.01")

    assert str(failure(assistant)) == (
        f"{assistant.name} takes no more questions for now (429):"
        " Number of requests exceeded. Try again in 1 s."
    )
    assert len(provider.asked) == 2


def test_long_wait_is_told_at_once(assistant, provider):
    provider.reply = refuses(429, retry_after="3600")

    assert str(failure(assistant)) == (
        f"{assistant.name} takes no more questions for now (429). Try again in 3,600 s."
    )
    assert len(provider.asked) == 1


def test_busy_provider_that_names_no_wait_is_to_be_asked_later(kind, provider):
    provider.reply = refuses(529, "Overloaded")
    assistant = kind(api_key=KEY, terms=terms_for(provider.url, retries=0))

    assert str(failure(assistant)) == (
        f"{assistant.name} is overloaded (529): Overloaded. Try again in a few minutes."
    )


@pytest.mark.parametrize(
    ("status", "message", "sentence"),
    [
        (
            401,
            "bad key",
            "refuses the key (401): store another in the admin under AI provider keys.",
        ),
        (403, "no", "refuses the key (403): store another in the admin under AI provider keys."),
        (400, "prompt is too long", "refuses the question (400): prompt is too long."),
        (404, "model: a-model", "refuses the question (404): model: a-model."),
        (413, "", "refuses the question (413)."),
        (302, "", "refuses the question (302)."),
    ],
)
def test_refusal_is_told_at_once(assistant, provider, status, message, sentence):
    provider.reply = refuses(status, message)

    assert str(failure(assistant)) == f"{assistant.name} {sentence}"
    assert len(provider.asked) == 1


def test_failure_of_the_provider_is_told(assistant, provider):
    provider.reply = refuses(500, "Internal server error", retry_after="0.01")

    assert str(failure(assistant)) == f"{assistant.name} failed (500): Internal server error."


def test_redirect_is_not_followed(assistant, provider):
    with running_provider(accepts=KEY) as elsewhere:
        provider.reply = refuses(307, location=f"{elsewhere.url}/v1/messages")

        assert str(failure(assistant)) == f"{assistant.name} refuses the question (307)."
        assert elsewhere.asked == []


def test_long_message_is_shortened(assistant, provider):
    provider.reply = refuses(400, "too long " * 100)

    assert len(str(failure(assistant))) < 350


def test_cut_off_answer_is_refused_with_its_usage(assistant, provider):
    provider.reply = Said('{"version": 1, "sugg', "cut off", input_tokens=9, output_tokens=2000)

    error = failure(assistant)

    assert str(error) == (
        f"{assistant.name}'s answer is cut off at 2,000 tokens (PROVIDER_OUTPUT_TOKENS)."
    )
    assert error.usage == Usage(input_tokens=9, output_tokens=2000)


def test_refusal_of_the_model_is_passed_on(assistant, provider):
    provider.reply = Said("I can't help with that.", "refused")

    error = failure(assistant)

    assert str(error) == f"{assistant.name} declines to answer: I can't help with that."
    assert error.usage.tokens == 110


def test_filtered_answer_of_openai_is_a_refusal(provider):
    choice = {"finish_reason": "content_filter", "message": {"role": "assistant", "content": ""}}
    provider.reply = says(json.dumps({"choices": [choice]}))
    assistant = OpenAIAssistant(api_key=KEY, terms=terms_for(provider.url))

    assert str(failure(assistant)) == "OpenAI declines to answer."


def test_empty_answer_is_refused(assistant, provider):
    provider.reply = Said(" \n")

    assert str(failure(assistant)) == f"{assistant.name}'s answer is empty."


@pytest.mark.parametrize(
    "reply",
    [says("{}"), says('{"id": '), says("[]"), says("<html>", "text/html"), says('{"choices": []}')],
    ids=["nothing", "broken JSON", "a list", "a page", "no choice"],
)
def test_other_server_than_the_provider_is_told(assistant, provider, reply):
    provider.reply = reply

    assert str(failure(assistant)) == (
        f"What answers at {provider.url} doesn't speak {assistant.name}'s API."
    )


def test_connection_that_breaks_is_tried_again(assistant, provider):
    provider.replies.append(breaks_off)
    provider.reply = Said("Yes.")

    assert assistant.ask(PLAIN).text == "Yes."


def test_connection_that_always_breaks_is_told(assistant, provider):
    provider.reply = breaks_off

    assert str(failure(assistant)) == (
        f"{assistant.name} can't be reached at {provider.url}, or broke off."
    )
    assert len(provider.asked) == 2


def test_provider_that_is_not_there_is_told(kind):
    assistant = kind(api_key=KEY, terms=terms_for("http://127.0.0.1:1", retries=0))

    assert str(failure(assistant)) == (
        f"{assistant.name} can't be reached at http://127.0.0.1:1, or broke off."
    )


def test_silence_is_told(kind, provider):
    provider.reply = lambda handler: handler.rfile.read(1)
    assistant = kind(api_key=KEY, terms=terms_for(provider.url, timeout=0.1, retries=1))

    error = failure(assistant)

    assert str(error) == f"{assistant.name} gave no answer in 0.1 s (PROVIDER_TIMEOUT_SECONDS)."
    assert error.usage == Usage(input_tokens=2 * 7)


def test_stopped_assistant_asks_nothing(assistant, provider):
    assistant.stop()

    assert str(failure(assistant)) == f"{assistant.name} isn't asked any more."
    assert provider.asked == []


def test_key_is_in_the_header_and_nowhere_else(assistant, provider, caplog):
    caplog.set_level(logging.DEBUG)
    provider.reply = refuses(400, f"What is {KEY}?")

    error = failure(assistant)

    (asked,) = provider.asked
    assert [name for name, value in asked.headers.items() if KEY in value] == ["authorization"]
    assert KEY not in asked.path + asked.body
    assert KEY not in caplog.text + repr(assistant) + "".join(traceback.format_exception(error))
    assert str(error) == f"{assistant.name} refuses the question (400): What is …?."
    assert (error.__cause__, error.__context__) == (None, None)
