"""How fast changes of progress reach those who listen, and what listening costs who writes."""
