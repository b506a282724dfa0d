"""Whose key it is, and the repositories that it may work on."""

from typing import Annotated

from mcp.types import CallToolResult

from mason.mcp_server.answers import FoundRepository, KeyCheck, Repository, RepositoryPage
from mason.mcp_server.arguments import LEFT_OUT, Cursor, IdempotencyKey, Limit, Remote, Text
from mason.mcp_server.asking import Document, MasonContext, get, page, post
from mason.mcp_server.registering import reading, writing


async def check_key(context: MasonContext) -> Annotated[CallToolResult, KeyCheck]:
    """Tell whose API key this is and which active repositories it may work on."""
    return await post(context, "analysis", reshape=_without_address)


def _without_address(document: Document) -> Document:
    # Made of the host name that this process asks by, which isn't the browser's.
    return {name: value for name, value in document.items() if name != "dashboard_url"}


async def list_repositories(
    context: MasonContext, *, limit: Limit = LEFT_OUT, cursor: Cursor = LEFT_OUT
) -> Annotated[CallToolResult, RepositoryPage]:
    """List the connected repositories, a page at a time."""
    query = {"limit": limit, "cursor": cursor}
    return await get(context, "repositories", query, reshape=page("repositories"))


async def find_repository(
    context: MasonContext, *, remote: Remote
) -> Annotated[CallToolResult, FoundRepository]:
    """Find the connected repository that a git remote names; null when there is none."""
    return await get(context, "repositories", {"remote": remote}, reshape=_first_repository)


def _first_repository(document: Document) -> Document:
    # A repository that was renamed may have left its name to another, which takes part now.
    found = sorted(document["results"], key=lambda one: not one["is_active"])
    return {"repository": next(iter(found), None)}


async def connect_repository(
    context: MasonContext,
    *,
    remote: Remote,
    default_branch: Text = LEFT_OUT,
    private: bool = LEFT_OUT,
    idempotency_key: IdempotencyKey = LEFT_OUT,
) -> Annotated[CallToolResult, Repository]:
    """Connect a repository, so that it can be reviewed; one that is connected is given again."""
    body = {"remote": remote, "default_branch": default_branch, "private": private}
    return await post(context, "repositories", body, idempotency_key=idempotency_key)


TOOLS = (
    reading(check_key),
    reading(list_repositories),
    reading(find_repository),
    writing(connect_repository, repeatable=True),
)
