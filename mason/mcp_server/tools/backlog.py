"""Finding an item, taking it, and saying how it went."""

from typing import Annotated

from mcp.types import CallToolResult

from mason.mcp_server.answers import Claim, Item, ItemLine, ItemPage
from mason.mcp_server.arguments import (
    LEFT_OUT,
    BranchName,
    Cursor,
    ErrorMessage,
    IdempotencyKey,
    ItemId,
    Limit,
    PullRequest,
    Reason,
    RepositoryId,
    RunId,
    Search,
    Status,
)
from mason.mcp_server.asking import Document, MasonContext, get, page, post
from mason.mcp_server.registering import reading, writing

SHOWN = ",".join(ItemLine.model_fields)


async def search_backlog(
    context: MasonContext,
    *,
    query: Search = LEFT_OUT,
    status: Status = LEFT_OUT,
    repository_id: RepositoryId = LEFT_OUT,
    limit: Limit = LEFT_OUT,
    cursor: Cursor = LEFT_OUT,
) -> Annotated[CallToolResult, ItemPage]:
    """Find items by words, status and repository, a page at a time; get_item has all of one."""
    asked = {
        "search": query,
        "status": status,
        "repository_id": repository_id,
        "limit": limit,
        "cursor": cursor,
        "fields": SHOWN,
    }
    return await get(context, "backlog", asked, reshape=page("items"))


async def get_item(context: MasonContext, *, item_id: ItemId) -> Annotated[CallToolResult, Item]:
    """Read all of an item, with its requirements document (PRD) in Markdown."""
    return await get(context, f"backlog/{item_id}")


async def claim_next_item(
    context: MasonContext,
    *,
    repository_id: RepositoryId,
    run_id: RunId = LEFT_OUT,
    idempotency_key: IdempotencyKey = LEFT_OUT,
) -> Annotated[CallToolResult, Claim]:
    """Take the approved item of the highest priority; nobody else gets it.

    It is in_progress from now on. Give the run id with every later call about it. An item whose
    progress isn't reported for 15 minutes goes back to the others.
    """
    body = {"repository_id": repository_id, "run_id": run_id, "limit": 1}
    return await post(
        context, "backlog/claim", body, idempotency_key=idempotency_key, reshape=_claimed
    )


def _claimed(document: Document) -> Document:
    return {"run_id": document["run_id"], "item": next(iter(document["items"]), None)}


async def start_item(
    context: MasonContext, *, item_id: ItemId, branch_name: BranchName, run_id: RunId = LEFT_OUT
) -> Annotated[CallToolResult, Item]:
    """Begin with one approved item that you chose yourself; after claim_next_item don't."""
    body = {"branch_name": branch_name, "run_id": run_id}
    return await post(context, f"backlog/{item_id}/start", body)


async def complete_item(
    context: MasonContext, *, item_id: ItemId, pr_url: PullRequest, run_id: RunId = LEFT_OUT
) -> Annotated[CallToolResult, Item]:
    """Finish an item with its pull request."""
    body = {"pr_url": pr_url, "run_id": run_id}
    return await post(context, f"backlog/{item_id}/complete", body)


async def fail_item(
    context: MasonContext,
    *,
    item_id: ItemId,
    error_message: ErrorMessage = LEFT_OUT,
    run_id: RunId = LEFT_OUT,
) -> Annotated[CallToolResult, Item]:
    """Give an item up that can't be done: it is deferred, and a person decides what then."""
    body = {"error_message": error_message, "run_id": run_id}
    return await post(context, f"backlog/{item_id}/fail", body)


async def release_item(
    context: MasonContext, *, item_id: ItemId, reason: Reason = LEFT_OUT, run_id: RunId = LEFT_OUT
) -> Annotated[CallToolResult, Item]:
    """Give an item back that another agent may carry out: it is approved again."""
    body = {"reason": reason, "run_id": run_id}
    return await post(context, f"backlog/{item_id}/release", body)


TOOLS = (
    reading(search_backlog),
    reading(get_item),
    writing(claim_next_item),
    writing(start_item),
    writing(complete_item),
    writing(fail_item),
    writing(release_item),
)
