"""What can be read by address: an item, and its requirements document."""

import json
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError

from mason.mcp_server.asking import Document, MasonContext, Service, respond
from mason.mcp_server.rest import Question

ITEM: Final = "mason://backlog/{item_id}"
PRD: Final = "mason://backlog/{item_id}/prd"


def add_resources(server: MCPServer[Service]) -> None:
    """Let the server answer for both addresses."""
    server.resource(ITEM, name="item", title="Backlog item", mime_type="application/json")(item)
    server.resource(PRD, name="prd", title="Requirements document", mime_type="text/markdown")(prd)


async def item(item_id: str, context: MasonContext) -> str:
    """All of a backlog item, as JSON."""
    return json.dumps(await _item(item_id, context), ensure_ascii=False)


async def prd(item_id: str, context: MasonContext) -> str:
    """The requirements document (PRD) of a backlog item, in Markdown."""
    content = (await _item(item_id, context))["prd_content"]
    if not content:
        raise ResourceNotFoundError(
            f"The item {item_id} has no requirements document yet: its problem and solution are in"
            f" {ITEM.format(item_id=item_id)}."
        )
    return str(content)


async def _item(item_id: str, context: MasonContext) -> Document:
    response = await respond(context, Question("GET", f"backlog/{_parsed(item_id)}"))
    document: dict[str, Any] = response.json()
    if response.is_success:
        return document
    kind = ResourceNotFoundError if response.status_code == HTTPStatus.NOT_FOUND else ResourceError
    raise kind(document["detail"])


def _parsed(item_id: str) -> UUID:
    try:
        return UUID(item_id)
    except ValueError:
        raise ResourceNotFoundError(f"{item_id} isn't an item's id, which is a UUID.") from None
