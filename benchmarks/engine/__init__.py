"""How much time the engine itself takes of an execution."""
