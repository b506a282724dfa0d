"""The test session's own PostgreSQL, unless DATABASE_URL names one to make test databases on."""

import os
from contextlib import ExitStack
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from mason.database.embedded.location import connection_settings, database_url
from mason.database.embedded.scratch import scratch_server


def pytest_configure(config: pytest.Config) -> None:
    """Start the server in the first process; its workers and children find it by DATABASE_URL."""
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if settings.DATABASE_URL:
        return
    stack = ExitStack()
    config.add_cleanup(stack.close)
    data = stack.enter_context(scratch_server())
    settings.DATABASES["default"].update(connection_settings(data))
    os.environ["DATABASE_URL"] = database_url(data)


@receiver(post_migrate)
def restore_roles(sender: AppConfig, using: str, **_: Any) -> None:
    """Make the roles again that a test's flush took away; a migration made them."""
    if sender.name == "execution":
        editor = SimpleNamespace(connection=connections[using])
        import_module("mason.migrations.0001_roles").make_roles(apps, editor)
