"""Every write to users, keys and repositories."""
