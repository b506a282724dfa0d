"""The admin's first page: what waits, what is running, what went wrong, how the filter does."""
