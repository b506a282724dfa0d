"""Reviewing a repository: proposing what could be better."""

from typing import Annotated

from mcp.types import CallToolResult

from mason.mcp_server.answers import Review, Submission
from mason.mcp_server.arguments import (
    LEFT_OUT,
    CommitSha,
    ErrorMessage,
    IdempotencyKey,
    Mode,
    RepositoryId,
    ReviewId,
    Suggestions,
)
from mason.mcp_server.asking import MasonContext, post
from mason.mcp_server.registering import writing


async def start_review(
    context: MasonContext,
    *,
    repository_id: RepositoryId,
    mode: Mode = LEFT_OUT,
    commit_sha: CommitSha = LEFT_OUT,
    idempotency_key: IdempotencyKey = LEFT_OUT,
) -> Annotated[CallToolResult, Review]:
    """Begin a review of a repository; its id goes with everything that you propose."""
    body = {"repository_id": repository_id, "mode": mode, "commit_sha": commit_sha}
    return await post(context, "analysis-runs", body, idempotency_key=idempotency_key)


async def submit_suggestions(
    context: MasonContext,
    *,
    analysis_run_id: ReviewId,
    suggestions: Suggestions,
    idempotency_key: IdempotencyKey = LEFT_OUT,
) -> Annotated[CallToolResult, Submission]:
    """Propose improvements in a review that you began.

    The answer says for each what became of it: added, repeated (an item says so already), filtered
    (with the reason), reopened (it was closed, and is there again), held_back (the mode's limit) or
    outside_area (of the mode).
    """
    path = f"analysis-runs/{analysis_run_id}/suggestions"
    body = {"suggestions": suggestions}
    return await post(context, path, body, idempotency_key=idempotency_key)


async def finish_review(
    context: MasonContext, *, analysis_run_id: ReviewId
) -> Annotated[CallToolResult, Review]:
    """End a review when everything is submitted."""
    return await post(context, f"analysis-runs/{analysis_run_id}/finish")


async def fail_review(
    context: MasonContext, *, analysis_run_id: ReviewId, error_message: ErrorMessage
) -> Annotated[CallToolResult, Review]:
    """End a review that you can't go on with; what was submitted stays."""
    body = {"error_message": error_message}
    return await post(context, f"analysis-runs/{analysis_run_id}/fail", body)


TOOLS = (
    writing(start_review),
    writing(submit_suggestions),
    writing(finish_review),
    writing(fail_review),
)
