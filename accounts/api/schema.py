"""How the API's schema is made of its views."""

from drf_spectacular.openapi import AutoSchema


class ResourceSchema(AutoSchema):
    """Describes a resource's operations."""
