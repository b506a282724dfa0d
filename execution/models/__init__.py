"""Execution runs, their tasks, remote runs, their logs, and the live progress of items."""

from execution.models.progress import ExecutionProgress
from execution.models.remote import ExecutionLog, RemoteExecutionRun
from execution.models.runs import ExecutionRun, ExecutionTask

__all__ = [
    "ExecutionLog",
    "ExecutionProgress",
    "ExecutionRun",
    "ExecutionTask",
    "RemoteExecutionRun",
]
