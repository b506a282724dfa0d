"""Making a requirements document: an assistant is asked for it, or a template is filled in."""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from backlog.assistants.asking import Assistant, Prompt, Usage
from backlog.assistants.structured import ask_until_usable
from backlog.intake.checkout import Checkout, tracked_files
from backlog.intake.suggestions_document import BadDocument
from backlog.intake.wording import cleaned
from backlog.judging.named_files import files_named_in
from backlog.models import BacklogItem
from backlog.prd.parsing import problems_of
from backlog.prd.prompting import prompt_text
from backlog.prd.template import TEMPLATE, template_prd
from backlog.sending.files import SentFile, read, refused_by_name

SENT_FILES: Final = 12
SENT_TOKENS: Final = 60_000
"""How many files that an item names are sent at most, and how many tokens of them."""

_FENCED: Final = re.compile(
    r"^```(?:markdown|md)?[ \t]*\n(.*)^```[ \t]*$", re.DOTALL | re.MULTILINE
)
_BEGINNING: Final = re.compile(r"^#\s+PRD\b", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that can be executed, who wrote it, and what that used."""

    markdown: str
    generator: str
    usage: Usage = field(default_factory=Usage)


def draft_of(item: BacklogItem, *, assistant: Assistant | None, checkout: Checkout | None) -> Draft:
    """Write the item's document; an answer that doesn't follow the grammar is sent back.

    An assistant that can look at a checkout does so in its folder; another one is sent the files
    that the item names. Raises AssistantError when no answer can be used.
    """
    if assistant is None:
        return Draft(template_prd(item), TEMPLATE)
    with tempfile.TemporaryDirectory(prefix="mason-prd-") as empty:
        prompt = _prompt(item, assistant, checkout, Path(empty))
        markdown, usage = ask_until_usable(assistant, prompt, usable_prd, form="Markdown")
    return Draft(markdown, assistant.name, usage)


def usable_prd(answer: str) -> str:
    """Give the document in an answer; raises BadDocument with its problems."""
    markdown = markdown_in(cleaned(answer))
    problems = problems_of(markdown)
    if problems:
        raise BadDocument(list(problems))
    return markdown


def markdown_in(answer: str) -> str:
    """Give what an answer holds besides a fence around it and words before it."""
    begins = _BEGINNING.search(answer)
    fenced = _FENCED.search(answer)
    if fenced and _BEGINNING.match(fenced[1].lstrip()):
        return fenced[1].strip() + "\n"
    return (answer[begins.start() :] if begins else answer).strip() + "\n"


def named_files_text(item: BacklogItem, checkout: Checkout) -> str:
    """Give the files that an item names and that may be sent, as a model reads them."""
    blocks: list[str] = []
    tokens = 0
    for file in _sendable(item, checkout):
        tokens += file.tokens
        if len(blocks) == SENT_FILES or tokens > SENT_TOKENS:
            break
        blocks.append(file.block)
    return "".join(blocks)


def _prompt(
    item: BacklogItem, assistant: Assistant, checkout: Checkout | None, empty: Path
) -> Prompt:
    """Ask with the code where there is a checkout; without one no other folder is looked at."""
    if assistant.reads_folder:
        text = prompt_text(item, reads_code=checkout is not None)
        return Prompt(text=text, folder=checkout.path if checkout else empty)
    material = named_files_text(item, checkout) if checkout else ""
    return Prompt(text=prompt_text(item, reads_code=False, material=material))


def _sendable(item: BacklogItem, checkout: Checkout) -> Iterator[SentFile]:
    """Give what git tracks and what doesn't look like a secret, the solution's files first."""
    tracked = tracked_files(checkout.root) or frozenset()
    for path in dict.fromkeys(files_named_in(f"{item.solution}\n{item.title}\n{item.problem}")):
        if path in tracked and refused_by_name(path) is None:
            file = read(checkout.root, path)
            if isinstance(file, SentFile):
                yield file
