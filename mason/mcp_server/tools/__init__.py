"""The tools, a module for each part of Mason; a function's docstring is what the model reads."""

from mason.mcp_server.tools import accounts, backlog, execution, remote, reviews

TOOLS = (
    *accounts.TOOLS,
    *reviews.TOOLS,
    *backlog.TOOLS,
    *execution.TOOLS,
    *remote.TOOLS,
)
"""All of them, in the order of the work."""
