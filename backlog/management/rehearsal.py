"""What a review would ask an assistant, in words for a terminal."""

from collections.abc import Iterator
from typing import Final

from backlog.assistants.command_line import CommandLineAgent
from backlog.intake.assisted.review import AssistedReview
from backlog.intake.exceptions import IntakeError
from backlog.intake.reading import Source
from backlog.intake.wording import counted
from backlog.management.sending_summary import sending_summary
from backlog.sending.review import SendingReview

LINES_SHOWN: Final = 6
"""Lines at the beginning of each question."""


def rehearsal_of(source: Source) -> str:
    """Give several lines; raises IntakeError for a reviewer that asks nobody."""
    if isinstance(source, SendingReview):
        return sending_summary(source)
    if not isinstance(source, AssistedReview):
        raise IntakeError("--dry-run is for reviewers that ask an assistant: this one doesn't.")
    return "\n".join(_lines(source))


def _lines(source: AssistedReview) -> Iterator[str]:
    assistant = source.assistant
    if isinstance(assistant, CommandLineAgent):
        yield f"Would run: {assistant.command}"
    prompts = source.prompts
    yield f"Would ask {assistant.name} {counted(len(prompts), 'question')}; nothing was asked."
    for category, prompt in prompts:
        yield f"About {category.name}, {len(prompt.text):,} characters:"
        yield from (f"  {line}" for line in prompt.text.splitlines()[:LINES_SHOWN])
