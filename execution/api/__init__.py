"""The execution part of the REST API."""
