"""The execution tables in the admin: history, so read-only, but for how items are executed."""

from execution.admin import jobs
from execution.admin.attempts import AttemptAdmin
from execution.admin.executions_panel import executions_panel
from execution.admin.item_panel import execution_panel
from execution.admin.policies import ExecutionPolicyAdmin
from execution.admin.progress import ExecutionProgressAdmin
from execution.admin.remote import ExecutionLogAdmin, RemoteExecutionRunAdmin
from execution.admin.runs import ExecutionRunAdmin, ExecutionTaskAdmin

__all__ = [
    "AttemptAdmin",
    "ExecutionLogAdmin",
    "ExecutionPolicyAdmin",
    "ExecutionProgressAdmin",
    "ExecutionRunAdmin",
    "ExecutionTaskAdmin",
    "RemoteExecutionRunAdmin",
    "execution_panel",
    "executions_panel",
    "jobs",
]
