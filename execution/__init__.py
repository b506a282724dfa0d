"""How approved work goes: execution runs, tasks, remote runs, logs and progress."""
