"""Mason's MCP server: each tool translates to one request of the REST API, and adds no rule."""
