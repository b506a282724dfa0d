"""Closed lists of values that the execution tables hold."""

from datetime import timedelta
from typing import Final

from django.db import models


class RunStatus(models.TextChoices):
    """Where an execution run, local or remote, stands."""

    PENDING = "pending", "Pending"
    IN_PROGRESS = "in_progress", "In progress"
    SUCCESS = "success", "Success"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


FINISHED_STATUSES: Final = (RunStatus.SUCCESS, RunStatus.FAILED, RunStatus.CANCELLED)
"""A run in one of these doesn't change any more."""

UNFINISHED_STATUSES: Final = (RunStatus.PENDING, RunStatus.IN_PROGRESS)


class ItemOutcome(models.TextChoices):
    """How one item of a remote run ended."""

    SUCCESS = "success", "Success"
    FAILED = "failed", "Failed"


class TaskStatus(models.TextChoices):
    """Where one task of an execution run stands."""

    PENDING = "pending", "Pending"
    IN_PROGRESS = "in_progress", "In progress"
    COMPLETED = "completed", "Completed"
    FAILED = "failed", "Failed"
    SKIPPED = "skipped", "Skipped"


class LogLevel(models.TextChoices):
    """How grave a log line is."""

    DEBUG = "debug", "Debug"
    INFO = "info", "Info"
    WARN = "warn", "Warning"
    ERROR = "error", "Error"


class Phase(models.TextChoices):
    """How far the execution of an item is."""

    SITE_REVIEW = "site_review", "Site review"
    FOUNDATION = "foundation", "Foundation"
    BUILDING = "building", "Building"
    INSPECTION = "inspection", "Inspection"
    COMPLETE = "complete", "Complete"


class WaveStatus(models.TextChoices):
    """Where the current wave of an execution stands."""

    PENDING = "pending", "Pending"
    IN_PROGRESS = "in_progress", "In progress"
    COMPLETED = "completed", "Completed"


class ValidationStatus(models.TextChoices):
    """The outcome of one validation of an execution."""

    PENDING = "pending", "Pending"
    RUNNING = "running", "Running"
    PASS = "pass", "Pass"
    FAIL = "fail", "Fail"


class AttemptStatus(models.TextChoices):
    """Where one attempt of the engine to carry an item out stands."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    SUCCEEDED = "succeeded", "Succeeded"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"
    SKIPPED = "skipped", "Skipped"


OPEN_ATTEMPTS: Final = (AttemptStatus.WAITING, AttemptStatus.RUNNING)
"""An attempt in one of these may still change; an item has one of them at most."""


class Checkpoint(models.TextChoices):
    """What of an attempt outlives a crash: nothing before its commit is made."""

    BEGUN = "begun", "Begun"
    COMMITTED = "committed", "Committed"
    PUSHED = "pushed", "Pushed"
    REQUESTED = "requested", "Pull request made"


MAXIMUM_STARTS: Final = 3
"""How often an attempt that was interrupted begins anew before it counts as failed."""

LONGEST_KEPT_OUTPUT: Final = 20_000
"""Characters of a failure's output that are kept, the end of it."""

LONGEST_LINE: Final = 4_000
"""Characters of a log line of an attempt."""

LINES_OF_AN_ATTEMPT: Final = 20_000
"""Lines of programs that a start of an attempt keeps; then its log says that they are cut."""

ITEMS_OF_A_LOCAL_RUN: Final = 1_000

DEFAULT_TOTAL_WAVES: Final = 4
MAXIMUM_FIX_ITERATIONS: Final = 5

LONGEST_RUN_ID: Final = 200
"""How many characters a run's id may have; a notification of progress carries it whole."""

ITEMS_OF_A_RUN: Final = 1_000
"""How many items one remote run is about at most."""

STALLED_AFTER: Final = timedelta(minutes=15)
"""How long the progress of a claimed item may stand still before the item is given back."""
