"""Child processes that never outlive Mason, and locks that say who is running."""
