"""The engine: carries approved items out, from a worktree to a pull request."""
