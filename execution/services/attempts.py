"""The present attempt at an item: its row of progress, and which run it is."""

from typing import Final
from uuid import UUID

from django.db import connection

from backlog.exceptions import MissingValue, ValueTooLong
from backlog.services.claiming import Companion
from execution.choices import LONGEST_RUN_ID, Phase
from execution.exceptions import RunConflict
from execution.models import ExecutionProgress
from mason.tables import TABLES

_KEPT: Final = {"id", "item_id", "updated_at"}
_ANEW: Final = ", ".join(
    f"{field.column} = EXCLUDED.{field.column}"
    for field in ExecutionProgress._meta.concrete_fields
    if field.column not in _KEPT
)

# What an earlier attempt left says nothing of this one: every column begins anew.
_BEGIN: Final = f"""
    INSERT INTO {TABLES.execution_progress} (item_id, run_id, current_phase, started_at)
    SELECT id, %(run_id)s, '{Phase.SITE_REVIEW}', clock_timestamp() FROM claimed
    ON CONFLICT (item_id) DO UPDATE SET {_ANEW}
"""  # noqa: S608 - made of names of columns and constants
_BEGIN_ONE: Final = f"WITH claimed AS (SELECT %(item_id)s::uuid AS id) {_BEGIN}"


def beginning(run_id: str) -> Companion:
    """Give what begins the progress of all items that a claim takes, in the claim's statement."""
    return Companion(_BEGIN, {"run_id": run_id})


def begin(item_id: UUID, run_id: str | None) -> None:
    """Make the item's progress anew; the caller has locked the item."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN_ONE, {"item_id": item_id, "run_id": run_id})


def held_by(item_id: UUID, run_id: str | None) -> ExecutionProgress | None:
    """Give the run's progress of the present attempt; None when the attempt has no progress yet.

    The caller has locked the item. Raises RunConflict when another run holds it.
    """
    progress = ExecutionProgress.objects.of_present_attempts().locked(item_id).first()
    if progress is not None and progress.run_id != run_id:
        raise RunConflict(item_id)
    return progress


def checked_run_id(run_id: str) -> str:
    """Give the run's id, which is any text that isn't empty or too long.

    Raises MissingValue or ValueTooLong.
    """
    if not run_id:
        raise MissingValue("run_id", "a text that names the run, or leave it out")
    if len(run_id) > LONGEST_RUN_ID:
        raise ValueTooLong("run_id", LONGEST_RUN_ID)
    return run_id
