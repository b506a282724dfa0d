"""The execution tables in the admin: all of it is history, so all of it is read-only."""

from execution.admin.item_panel import execution_panel
from execution.admin.progress import ExecutionProgressAdmin
from execution.admin.remote import ExecutionLogAdmin, RemoteExecutionRunAdmin
from execution.admin.runs import ExecutionRunAdmin, ExecutionTaskAdmin

__all__ = [
    "ExecutionLogAdmin",
    "ExecutionProgressAdmin",
    "ExecutionRunAdmin",
    "ExecutionTaskAdmin",
    "RemoteExecutionRunAdmin",
    "execution_panel",
]
