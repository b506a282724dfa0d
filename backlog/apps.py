"""The `backlog` app's configuration."""

from django.apps import AppConfig


class BacklogConfig(AppConfig):
    """Registers the `backlog` app."""

    name = "backlog"
