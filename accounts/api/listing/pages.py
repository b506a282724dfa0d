"""What a page of a list looks like, for the schema; `Question.page` reads it."""

from typing import Any

from rest_framework.pagination import BasePagination


class Pages(BasePagination):
    """Pages that follow each other by cursors; a resource reads them itself."""

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Give the schema of a page whose rows look like `schema`'s."""
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {"results": schema, "next": address, "previous": address},
        }
