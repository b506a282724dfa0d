"""The `accounts` app's configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the `accounts` app."""

    name = "accounts"
