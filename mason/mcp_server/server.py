"""The server with all its tools and resources, for either transport."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from mcp.server.mcpserver import MCPServer

from mason.mcp_server.asking import Service
from mason.mcp_server.resources import add_resources
from mason.mcp_server.tools import TOOLS

INSTRUCTIONS: Final = """\
Mason keeps the backlog of code repositories: agents propose improvements, a person decides, agents
carry out what was approved. You can't approve, defer or reject.

First: check_key says whose key this is and which repositories you may work on. find_repository
finds the one of a git remote, connect_repository adds one.

To review a repository: start_review, submit_suggestions (in batches), finish_review; or
fail_review if you can't go on. Search the backlog before, and propose nothing twice.

To carry out an item:
1. claim_next_item. A null item means that nothing is approved: stop, don't wait in a loop.
2. Read prd_content; where it is null, problem and solution. The PRD lists waves of tasks;
   prd_problems says what is wrong in it, line by line.
3. Work on a branch of the repository. Call report_progress with the run id at every step, at least
   every 10 minutes; after 15 minutes without it the item goes back to the others.
4. Open a pull request, then complete_item. If it can't be done: fail_item. If another agent should
   do it: release_item.
To carry out several items on one branch: create_remote_run, report_remote_run, append_logs,
finish_remote_run.

An error is a JSON problem document: `code` says what kind, `detail` what to do, `errors` which
fields. With transition_conflict look at current_status. With run_conflict or not_in_progress the
item isn't yours any more: stop working on it. With 429 wait as `detail` says.
"""


def make_server(service: Service) -> MCPServer[Service]:
    """Make a server that asks the API as the service's caller; the caller closes its threads."""

    @asynccontextmanager
    async def lifespan(_server: MCPServer[Service]) -> AsyncIterator[Service]:
        yield service

    server = MCPServer(
        name="mason",
        title="Mason",
        description="A product manager for code: reviews become a backlog that agents carry out.",
        instructions=INSTRUCTIONS,
        tools=list(TOOLS),
        lifespan=lifespan,
        # Nothing to subscribe to: a stream that stays open would say nothing.
        subscriptions=False,
        log_level="WARNING",
    )
    add_resources(server)
    return server
