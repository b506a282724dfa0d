"""Who may write about an attempt: the start that holds it, by its lease."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from accounts.actors import Actor
from execution.exceptions import AttemptLost
from execution.models import Attempt

ENGINE: Final = Actor.operator()
"""In whose name the engine writes: whoever runs its workers."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The start that holds an attempt."""

    attempt_id: UUID
    lease: UUID


def held_attempt(holder: Holder) -> Attempt:
    """Give the attempt, locked until the transaction ends; raises AttemptLost."""
    attempt = Attempt.objects.held(holder.attempt_id, holder.lease).first()
    if attempt is None:
        raise AttemptLost
    return attempt
