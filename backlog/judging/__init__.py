"""Which suggestions become backlog items."""
