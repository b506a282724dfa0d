"""What is served by ASGI, in a process of its own: see docs/architecture.md."""
