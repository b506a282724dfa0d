"""An item's PRD as it is read: rendered, with its plan beside it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from backlog.models import BacklogItem
from backlog.prd.document import Criterion, Wave
from backlog.prd.parsing import read
from backlog.prd.reading import Reading
from backlog.prd.rendering import rendered, rendered_line
from backlog.services.requirements_documents import origin_of


@dataclass(frozen=True, slots=True)
class TaskShown:
    """A task of a wave, its description rendered."""

    number: str
    subagent: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class WaveShown:
    """A wave and its tasks."""

    number: int
    name: str
    tasks: tuple[TaskShown, ...]


@dataclass(frozen=True, slots=True)
class CriterionShown:
    """A success criterion, its text rendered."""

    html: SafeString
    is_met: bool


@dataclass(frozen=True, slots=True)
class DocumentShown:
    """The document, what could be read of it, and what keeps it from being executed.

    `generator` is who wrote it, empty for one that a person wrote or edited.
    """

    html: SafeString
    reading: Reading
    criteria: tuple[CriterionShown, ...]
    waves: tuple[WaveShown, ...]
    generated_at: datetime | None
    generator: str

    @property
    def has_plan(self) -> bool:
        """Whether anything of a plan could be read."""
        return bool(self.waves or self.criteria)


def requirements_document_of(item: BacklogItem) -> DocumentShown | None:
    """Give the item's PRD; None without one."""
    if not item.prd_content:
        return None
    reading, origin = read(item.prd_content), origin_of(item)
    return DocumentShown(
        html=rendered(item.prd_content),
        reading=reading,
        criteria=tuple(map(_criterion, reading.criteria)),
        waves=tuple(map(_wave, reading.waves)),
        generated_at=item.prd_generated_at,
        generator=origin.generator if origin else "",
    )


def _criterion(criterion: Criterion) -> CriterionShown:
    return CriterionShown(rendered_line(criterion.text), criterion.is_met)


def _wave(wave: Wave) -> WaveShown:
    tasks = (
        TaskShown(task.number, task.subagent, rendered_line(task.description))
        for task in wave.tasks
    )
    return WaveShown(wave.number, wave.name, tuple(tasks))
