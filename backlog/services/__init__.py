"""Every write to the backlog."""
