"""The colour of each status: a label variant of Unfold."""

from collections.abc import Mapping
from typing import Final

from accounts.admin.badges import PLAIN
from execution.choices import AttemptStatus, LogLevel, Phase, RunStatus, TaskStatus

RUN_STATUS: Final[Mapping[str, str]] = {
    RunStatus.PENDING: "info",
    RunStatus.IN_PROGRESS: "warning",
    RunStatus.SUCCESS: "success",
    RunStatus.FAILED: "danger",
    RunStatus.CANCELLED: PLAIN,
}

TASK_STATUS: Final[Mapping[str, str]] = {
    TaskStatus.PENDING: "info",
    TaskStatus.IN_PROGRESS: "warning",
    TaskStatus.COMPLETED: "success",
    TaskStatus.FAILED: "danger",
    TaskStatus.SKIPPED: PLAIN,
}

ATTEMPT_STATUS: Final[Mapping[str, str]] = {
    AttemptStatus.WAITING: "info",
    AttemptStatus.RUNNING: "warning",
    AttemptStatus.SUCCEEDED: "success",
    AttemptStatus.FAILED: "danger",
    AttemptStatus.CANCELLED: PLAIN,
    AttemptStatus.SKIPPED: "primary",
}

LOG_LEVEL: Final[Mapping[str, str]] = {
    LogLevel.DEBUG: PLAIN,
    LogLevel.INFO: "info",
    LogLevel.WARN: "warning",
    LogLevel.ERROR: "danger",
}

PHASE: Final[Mapping[str, str]] = {
    Phase.SITE_REVIEW: PLAIN,
    Phase.FOUNDATION: "info",
    Phase.BUILDING: "primary",
    Phase.INSPECTION: "warning",
    Phase.COMPLETE: "success",
}
