"""What the engine does with git: checkouts, worktrees of attempts, their changes, pushing.

Everything is done by the real `git` (2.36 or newer), and in repositories that agents don't write
to: what an agent puts into its own repository's configuration, attributes or hooks never runs in
our commands, nor does it see the remote's address or token.

What that can't keep out: commands that talk to a remote read the configuration of the user and of
the machine, for proxies, certificates and signing in without a token, and whoever can write there
can have programs run. No other command reads it, so that filters which it defines, as git-lfs,
don't run: files that are kept elsewhere stay the pointers that are committed.
"""
