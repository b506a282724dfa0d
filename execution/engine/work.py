"""All that one start of an attempt works with."""

from dataclasses import dataclass

from django.utils import timezone

from backlog.models import BacklogItem
from backlog.prd.document import RequirementsDocument
from execution.engine.exceptions import ExecutionFailed
from execution.engine.git.worktrees import Worktree
from execution.engine.hold import Hold
from execution.engine.record import Record
from execution.models import Attempt, ExecutionPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The attempt, its plan and its worktree."""

    hold: Hold
    record: Record
    attempt: Attempt
    item: BacklogItem
    policy: ExecutionPolicy
    plan: RequirementsDocument
    worktree: Worktree

    def seconds_left(self) -> float:
        """Give what is left of the time budget; raises ExecutionFailed when it is used up."""
        return seconds_left(self.attempt, self.policy)


def seconds_left(attempt: Attempt, policy: ExecutionPolicy) -> float:
    """Give what is left of an attempt's time budget; raises ExecutionFailed when it is used up."""
    assert attempt.deadline_at is not None  # noqa: S101 - set when it was taken
    left = (attempt.deadline_at - timezone.now()).total_seconds()
    if left <= 0:
        raise ExecutionFailed(
            f"The time budget of {policy.minutes_per_item} minutes is used up: give the item more,"
            " or split it."
        )
    return left
