"""Asking for JSON or another form, and asking again with what was wrong with the answer."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from backlog.assistants.asking import Assistant, Prompt, Usage
from backlog.assistants.exceptions import AssistantError
from backlog.intake.suggestions_document import BadDocument

RETRIES: Final = 2
"""How often an answer that can't be used is sent back."""

_FENCED: Final = re.compile(r"^```(?:json)?[ \t]*\n(.*?)^```[ \t]*$", re.DOTALL | re.MULTILINE)
_AGAIN: Final = """{prompt}

Your last answer couldn't be used:
{problems}

Answer again, the whole of it, and with {form} alone."""


def ask_for_json[Result](
    assistant: Assistant, prompt: Prompt, check: Callable[[str], Result]
) -> tuple[Result, Usage]:
    """Ask until `check` accepts the JSON of an answer, as `ask_until_usable` does."""
    return ask_until_usable(assistant, prompt, lambda text: check(json_in(text)), form="JSON")


def ask_until_usable[Result](
    assistant: Assistant, prompt: Prompt, check: Callable[[str], Result], *, form: str
) -> tuple[Result, Usage]:
    """Ask until `check` accepts an answer, and give what it gives; `form` is what is asked for.

    `check` raises BadDocument with the problems, which are sent back up to RETRIES times. Raises
    AssistantError, with what was used until then, when the assistant fails or the last answer
    can't be used either.
    """
    used, asked = Usage(), prompt
    problems: tuple[str, ...] = ()
    for _ in range(1 + RETRIES):
        try:
            answer = assistant.ask(asked)
        except AssistantError as error:
            raise AssistantError(str(error), usage=used + error.usage) from error
        used += answer.usage
        try:
            return check(answer.text), used
        except BadDocument as error:
            problems = error.problems
            again = _AGAIN.format(prompt=prompt.text, problems=_listed(problems), form=form)
            asked = replace(prompt, text=again)
    attempts = 1 + RETRIES
    raise AssistantError(
        f"{assistant.name} gave no usable answer in {attempts} attempts:\n{_listed(problems)}",
        usage=used,
    )


def json_in(text: str) -> str:
    """Give the JSON of an answer: the only fenced block, where there is one; else all of it."""
    blocks: list[str] = _FENCED.findall(text)
    return blocks[0] if len(blocks) == 1 else text.strip()


def _listed(problems: tuple[str, ...]) -> str:
    return "\n".join(f"- {problem}" for problem in problems)
