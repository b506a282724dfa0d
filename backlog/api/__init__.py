"""The backlog part of the REST API."""
