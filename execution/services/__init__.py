"""Every write to runs, tasks, logs and progress."""
