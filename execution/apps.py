"""The `execution` app's configuration."""

from django.apps import AppConfig


class ExecutionConfig(AppConfig):
    """Registers the `execution` app."""

    name = "execution"
