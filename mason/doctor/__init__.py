"""Examines an installation: its settings, its database and what is stored there."""
