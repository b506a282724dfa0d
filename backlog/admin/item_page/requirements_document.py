"""An item's PRD as it is read: rendered, with its plan beside it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from backlog.models import BacklogItem
from backlog.prd.plan import Plan, Wave, plan_of
from backlog.prd.rendering import RENDERED_CHARACTERS, rendered, rendered_line


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
class RequirementsDocument:
    """The document and what it plans."""

    html: SafeString
    plan: Plan
    waves: tuple[WaveShown, ...]
    generated_at: datetime | None

    @property
    def criteria_met(self) -> int:
        """How many success criteria are ticked."""
        return sum(criterion.is_met for criterion in self.plan.criteria)


def requirements_document_of(item: BacklogItem) -> RequirementsDocument | None:
    """Give the item's PRD; None without one."""
    if not item.prd_content:
        return None
    plan = plan_of(item.prd_content[:RENDERED_CHARACTERS])
    waves = tuple(_shown(wave) for wave in plan.waves)
    return RequirementsDocument(rendered(item.prd_content), plan, waves, item.prd_generated_at)


def _shown(wave: Wave) -> WaveShown:
    tasks = (
        TaskShown(task.number, task.subagent, rendered_line(task.description))
        for task in wave.tasks
    )
    return WaveShown(wave.number, wave.name, tuple(tasks))
