"""Whether an item can be carried out by its requirements document, and what keeps it from it."""

from typing import Final

from backlog.exceptions import UnreadablePRD
from backlog.models import BacklogItem
from backlog.prd.document import RequirementsDocument
from backlog.prd.parsing import parse, problems_of

NO_PRD: Final = "the item has no PRD: write one, or have one generated"


def prd_problems(content: str | None) -> tuple[str, ...]:
    """Give what is wrong with an item's PRD, by line; nothing when it can be executed."""
    return problems_of(content) if content else (NO_PRD,)


def executable_plan(item: BacklogItem) -> RequirementsDocument:
    """Give the document by which an item is carried out; raises UnreadablePRD saying what's wrong.

    What executes items asks this before it begins.
    """
    if not item.prd_content:
        raise UnreadablePRD((NO_PRD,))
    return parse(item.prd_content)
