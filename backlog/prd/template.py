"""A requirements document out of an item's own texts, for where nobody is configured to write one.

The same item always gives the same document.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from backlog.choices import Area, SubagentType
from backlog.intake.wording import first_sentence, listed, shortened
from backlog.judging.named_files import files_named_in
from backlog.models import BacklogItem
from backlog.prd.document import Criterion, PlannedTask, RequirementsDocument, Wave
from backlog.prd.grammar import waves_for
from backlog.prd.writing import fitting_line, fitting_text, write

TEMPLATE: Final = "template"
"""Who wrote a document that was made here."""

TEMPLATE_REMARK: Final = (
    "*Made from a template, out of what the item says. Nobody has read the code for it.*"
)
"""What each of these documents says of itself."""

NAMED_FILES: Final = 5
"""How many files of an item a task names."""
LONGEST_SUMMARY: Final = 200
"""Characters of the sentence that stands for the solution in a task."""

LONGEST_TEXT: Final = 20_000
"""Characters of each of the item's texts."""

type Tasks = Iterator[tuple[SubagentType, str]]


def template_prd(item: BacklogItem) -> str:
    """Give the Markdown of the document."""
    return write(template_document(item))


def template_document(item: BacklogItem) -> RequirementsDocument:
    """Give the document: waves by the item's complexity, tasks with the files that it names."""
    plan = _PLANS[waves_for(item.complexity)]
    return RequirementsDocument(
        title=fitting_line(item.title) or "Item without a title",
        problem_statement=f"{TEMPLATE_REMARK}\n\n{_told(item.problem, 'The item names none.')}",
        proposed_solution=_told(item.solution, "The item proposes none."),
        success_criteria=tuple(Criterion(text) for text in _criteria(item)),
        technical_approach=_approach(item),
        waves=tuple(_wave(number, name, item) for number, name in enumerate(plan, 1)),
        risks="Not looked at: whoever reads the code first says what may break.",
        out_of_scope="All that the proposed solution doesn't name.",
    )


def _told(text: str, otherwise: str) -> str:
    cut = f"{text[:LONGEST_TEXT]} …" if len(text) > LONGEST_TEXT else text
    return fitting_text(cut) or otherwise


def _criteria(item: BacklogItem) -> Iterator[str]:
    yield "What the problem statement describes doesn't happen any more"
    yield "A test shows it, and fails without the change"
    yield "All other tests pass as before"
    benefits = item.benefits if isinstance(item.benefits, list) else []
    for benefit in benefits:
        title = fitting_line(str(benefit.get("title") or "")) if isinstance(benefit, dict) else ""
        if title:
            yield f"It brings what was promised: {title}"


def _approach(item: BacklogItem) -> str:
    files = _files(item)
    where = f"The item names {files}." if files else "The item names no file: find the place first."
    return f"{where} Read the code around before anything is changed."


def _wave(number: int, name: str, item: BacklogItem) -> Wave:
    tasks = (
        PlannedTask(f"{number}.{place}", subagent, fitting_line(description))
        for place, (subagent, description) in enumerate(_TASKS[name](item), 1)
    )
    return Wave(number, name, tuple(tasks))


def _files(item: BacklogItem) -> str:
    named = dict.fromkeys(files_named_in(f"{item.title}\n{item.solution}\n{item.problem}"))
    return listed([f"`{path}`" for path in named], limit=NAMED_FILES)


def _place(item: BacklogItem) -> str:
    return _files(item) or "the place that the problem statement describes"


def _what(item: BacklogItem) -> str:
    said = first_sentence(item.solution) or item.title
    return shortened(fitting_line(said), LONGEST_SUMMARY) or "what the proposed solution says"


def _understand(item: BacklogItem) -> Tasks:
    yield SubagentType.EXPLORE, f"Read {_place(item)}, and find all that uses it"
    yield SubagentType.PLAN, "List which tests exist for it, and which cases are missing"


def _change(item: BacklogItem) -> Tasks:
    by_design = item.area == Area.FRONTEND
    subagent = SubagentType.FRONTEND_DESIGN if by_design else SubagentType.GENERAL_PURPOSE
    yield subagent, f"Read {_place(item)}, then do it: {_what(item)}"


def _prove(_: BacklogItem) -> Tasks:
    yield SubagentType.GENERAL_PURPOSE, "Write a test for each success criterion"
    yield SubagentType.EXPLORE, "Find documents and comments that the change has made untrue"


def _check(_: BacklogItem) -> Tasks:
    yield SubagentType.CODE_REVIEWER, "Compare the change with the success criteria"
    yield SubagentType.BASH, "Run all tests and linters of the project"


_TASKS: Final[Mapping[str, Callable[[BacklogItem], Tasks]]] = {
    "Understand": _understand,
    "Change": _change,
    "Prove": _prove,
    "Check": _check,
}
_PLANS: Final[Mapping[int, tuple[str, ...]]] = {
    2: ("Change", "Check"),
    3: ("Understand", "Change", "Check"),
    4: ("Understand", "Change", "Prove", "Check"),
}
"""The names of the waves by their number."""
