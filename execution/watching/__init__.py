"""Watching executions in a terminal: a table that is redrawn, or a line for each change."""
