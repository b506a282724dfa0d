"""From requirements documents to Markdown, so that reading gives the same document."""

from collections.abc import Iterator
from dataclasses import fields

from backlog.exceptions import UnreadablePRD
from backlog.prd.document import Criterion, RequirementsDocument, Section, Wave
from backlog.prd.outline import PartKind, lines_of, outline_of, trimmed
from backlog.prd.parsing import parse
from backlog.prd.tables import row_of
from backlog.prd.waves import TASK_HEADER, TASK_RULE


def write(document: RequirementsDocument) -> str:
    """Write a document as Markdown that is read as the same document.

    Raises UnreadablePRD for one that no Markdown stands for; `fitting_line` and `fitting_text`
    make texts that fit.
    """
    markdown = "\n\n".join(_parts(document)) + "\n"
    written = parse(markdown)
    names = (each.name for each in fields(document))
    differing = [name for name in names if getattr(written, name) != getattr(document, name)]
    if differing:
        raise UnreadablePRD([f"{name} doesn't fit into its place" for name in differing])
    return markdown


def fitting_line(text: str) -> str:
    """Give a text as one line, for titles, names, criteria and tasks."""
    return " ".join(text.replace("\0", "\ufffd").split())


def fitting_text(text: str) -> str:
    """Give Markdown that stays within its section: quoted, where it would end it otherwise."""
    lines = lines_of(text)
    fitting = trimmed(lines)
    if _stays_in_section(fitting):
        return fitting
    return "\n".join(f"> {line}".rstrip() for line in fitting.split("\n"))


def _stays_in_section(text: str) -> bool:
    around = (Section.PROBLEM_STATEMENT, Section.PROPOSED_SOLUTION)
    first, last = (f"## {section}" for section in around)
    parts = outline_of(f"{first}\n\n{text}\n\n{last}").parts
    return [(part.kind, part.section) for part in parts] == [
        (PartKind.SECTION, section) for section in around
    ]


def _parts(document: RequirementsDocument) -> Iterator[str]:
    yield _heading("#", f"PRD: {document.title}")
    for section, text in (
        (Section.PROBLEM_STATEMENT, document.problem_statement),
        (Section.PROPOSED_SOLUTION, document.proposed_solution),
        (Section.SUCCESS_CRITERIA, "\n".join(map(_criterion, document.success_criteria))),
        (Section.TECHNICAL_APPROACH, document.technical_approach),
        (Section.RISKS, document.risks),
        (Section.OUT_OF_SCOPE, document.out_of_scope),
    ):
        yield f"## {section}"
        yield from [text] if text else []
        if section is Section.TECHNICAL_APPROACH:
            yield from map(_wave, document.waves)


def _criterion(criterion: Criterion) -> str:
    return f"- [{'x' if criterion.is_met else ' '}] {criterion.text}"


def _wave(wave: Wave) -> str:
    name = f"Wave {wave.number}: {wave.name}" if wave.name else f"Wave {wave.number}"
    rows = (row_of((task.number, task.subagent, task.description)) for task in wave.tasks)
    return "\n".join((_heading("###", name), "", row_of(TASK_HEADER), TASK_RULE, *rows))


def _heading(marks: str, text: str) -> str:
    """Close a heading that ends like a closed one, so that nothing of it is taken for the end."""
    return f"{marks} {text} {marks}" if text.endswith("#") else f"{marks} {text}"
