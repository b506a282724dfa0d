"""Remote execution runs: one branch and one pull request for several items, made elsewhere."""

from typing import Annotated
from uuid import UUID

from mcp.types import CallToolResult

from mason.mcp_server.answers import Appended, RemoteRun
from mason.mcp_server.arguments import (
    LEFT_OUT,
    BranchName,
    Count,
    ErrorMessage,
    IdempotencyKey,
    ItemResults,
    LogEntries,
    PullRequest,
    PullRequestNumber,
    RemoteRunId,
    RepositoryId,
    RunOutcome,
    Text,
)
from mason.mcp_server.asking import MasonContext, post
from mason.mcp_server.registering import writing


async def create_remote_run(
    context: MasonContext,
    *,
    repository_id: RepositoryId,
    branch_name: BranchName,
    idempotency_key: IdempotencyKey,
    item_ids: list[UUID] = LEFT_OUT,
    base_branch: Text = LEFT_OUT,
) -> Annotated[CallToolResult, RemoteRun]:
    """Record that items are carried out together, on one branch.

    The same idempotency key gives the same run again, for 24 hours.
    """
    body = {
        "repository_id": repository_id,
        "branch_name": branch_name,
        "item_ids": item_ids,
        "base_branch": base_branch,
    }
    return await post(context, "remote-execution-runs", body, idempotency_key=idempotency_key)


async def report_remote_run(
    context: MasonContext,
    *,
    execution_run_id: RemoteRunId,
    files_changed: Count = LEFT_OUT,
    lines_added: Count = LEFT_OUT,
    lines_removed: Count = LEFT_OUT,
    pr_url: PullRequest = LEFT_OUT,
    pr_number: PullRequestNumber = LEFT_OUT,
    item_results: ItemResults = LEFT_OUT,
) -> Annotated[CallToolResult, RemoteRun]:
    """Say how far a remote run is; what you leave out stays as it was."""
    body = {
        "status": "in_progress",
        "files_changed": files_changed,
        "lines_added": lines_added,
        "lines_removed": lines_removed,
        "pr_url": pr_url,
        "pr_number": pr_number,
        "item_results": item_results,
    }
    return await post(context, f"remote-execution-runs/{execution_run_id}/report", body)


async def finish_remote_run(
    context: MasonContext,
    *,
    execution_run_id: RemoteRunId,
    status: RunOutcome,
    pr_url: PullRequest = LEFT_OUT,
    pr_number: PullRequestNumber = LEFT_OUT,
    error_message: ErrorMessage = LEFT_OUT,
    item_results: ItemResults = LEFT_OUT,
) -> Annotated[CallToolResult, RemoteRun]:
    """End a remote run: success when at least one of its items succeeded."""
    body = {
        "status": status,
        "pr_url": pr_url,
        "pr_number": pr_number,
        "error_message": error_message,
        "item_results": item_results,
    }
    return await post(context, f"remote-execution-runs/{execution_run_id}/finish", body)


async def append_logs(
    context: MasonContext,
    *,
    execution_run_id: RemoteRunId,
    entries: LogEntries,
    idempotency_key: IdempotencyKey = LEFT_OUT,
) -> Annotated[CallToolResult, Appended]:
    """Append lines to the log of a remote run."""
    body = {"execution_run_id": execution_run_id, "entries": entries}
    return await post(context, "execution-logs", body, idempotency_key=idempotency_key)


TOOLS = (
    writing(create_remote_run, repeatable=True),
    writing(report_remote_run, repeatable=True),
    writing(append_logs),
    writing(finish_remote_run),
)
