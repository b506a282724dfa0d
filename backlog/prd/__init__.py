"""Requirements documents (PRDs): what their Markdown says, and how people read it."""
