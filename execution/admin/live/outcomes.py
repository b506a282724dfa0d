"""How the execution of an item ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from backlog.choices import ItemStatus
from backlog.models import BacklogItem, StatusChange
from execution.choices import OPEN_ATTEMPTS, AttemptStatus
from execution.models import Attempt, ExecutionProgress
from execution.watching.words import ENDS

OF_ATTEMPTS: Final[Mapping[str, tuple[str, str]]] = {
    AttemptStatus.SUCCEEDED: ("Completed", "success"),
    AttemptStatus.FAILED: ("Failed", "danger"),
    AttemptStatus.CANCELLED: ("Cancelled", "plain"),
    AttemptStatus.SKIPPED: ("Skipped", "plain"),
}
"""The words and the tone of each end, by the attempt of the engine."""
TONES: Final[Mapping[str, str]] = {
    ItemStatus.COMPLETED: "success",
    ItemStatus.DEFERRED: "danger",
    ItemStatus.APPROVED: "warning",
    ItemStatus.NEW: "plain",
    ItemStatus.REJECTED: "plain",
}
"""The tone of each end by the item, where no attempt tells; its words are ENDS."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An end; `tone` is success, danger, warning or plain, `why` empty when all went well."""

    label: str
    tone: str
    at: datetime
    why: str

    def as_json(self) -> dict[str, object]:
        """Give it as the pages' scripts take it."""
        return {"label": self.label, "tone": self.tone, "at": self.at, "why": self.why}


def is_of_progress(attempt: Attempt, progress: ExecutionProgress | None) -> bool:
    """Tell whether the progress is what this attempt reports, not another run."""
    return progress is None or progress.run_id == str(attempt.run_id)


def outcome_of(
    item: BacklogItem,
    progress: ExecutionProgress | None,
    attempt: Attempt | None,
    change: StatusChange | None,
) -> Outcome | None:
    """Give how the latest execution ended; None while it goes on, or if there was none.

    `attempt` is the item's latest, `change` how the item last left being in progress.
    """
    if item.status == ItemStatus.IN_PROGRESS:
        return None
    if attempt is not None and is_of_progress(attempt, progress):
        return _of_attempt(attempt)
    if change is None:
        return None
    label, tone = ENDS[change.to_status], TONES[change.to_status]
    return Outcome(label, tone, change.changed_at, "" if tone == "success" else change.reason)


def _of_attempt(attempt: Attempt) -> Outcome | None:
    if attempt.status in OPEN_ATTEMPTS:
        return None
    label, tone = OF_ATTEMPTS[attempt.status]
    why = attempt.error_message or attempt.cancel_reason or ""
    return Outcome(label, tone, attempt.completed_at or attempt.created_at, why)
