"""The test session's own PostgreSQL, unless DATABASE_URL names one to make test databases on."""

import os
from contextlib import ExitStack

import pytest
from cryptography.fernet import Fernet
from django.conf import settings

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
