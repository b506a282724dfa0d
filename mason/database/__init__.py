"""What Django lacks of PostgreSQL, the documented tables as data, and the embedded server."""
