"""Pieces of PostgreSQL that Django itself lacks, free of any knowledge of the domain."""
