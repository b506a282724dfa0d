"""Pieces of PostgreSQL that Django lacks, the documented tables as data, and the embedded server."""
