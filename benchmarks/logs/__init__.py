"""How fast log lines are kept and read: beside COPY of the same, and beside the raw query."""
