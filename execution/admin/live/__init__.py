"""The live pages: all that is being executed, and the execution of one item as it happens."""
