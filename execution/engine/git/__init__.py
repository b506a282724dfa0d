"""What the engine does with git: checkouts, worktrees of attempts, their changes, pushing.

Everything is done by the real `git`, and in repositories that agents don't write to: what an agent
puts into its own repository's configuration or hooks never runs in our commands.
"""
