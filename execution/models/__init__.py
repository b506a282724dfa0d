"""Execution runs, their tasks and attempts, remote runs, their logs, and live progress."""

from execution.models.attempts import Attempt, AttemptLine, ExecutionPolicy
from execution.models.progress import ExecutionProgress
from execution.models.remote import ExecutionLog, RemoteExecutionRun
from execution.models.runs import ExecutionRun, ExecutionTask

__all__ = [
    "Attempt",
    "AttemptLine",
    "ExecutionLog",
    "ExecutionPolicy",
    "ExecutionProgress",
    "ExecutionRun",
    "ExecutionTask",
    "RemoteExecutionRun",
]
