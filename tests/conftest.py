"""The test session's own PostgreSQL, unless DATABASE_URL names one to make test databases on."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from importlib import import_module
from types import SimpleNamespace
from typing import Any, Final

import pytest
from cryptography.fernet import Fernet
from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.test import TransactionTestCase

from mason.database.embedded.location import connection_settings, database_url
from mason.database.embedded.scratch import scratch_server
from tests.emptying import Emptier

SHARING_A_START: Final = {
    "test_up.py",
    "test_up_bootstrap.py",
    "test_embedded_server.py",
    "test_deploying.py",
    "test_api_benchmark.py",
    "test_filter_benchmark.py",
    "test_log_benchmark.py",
    "test_stream_benchmark.py",
}
"""Files whose tests share something that takes seconds to start or make."""


def pytest_configure(config: pytest.Config) -> None:
    """Start the server in the first process; its workers and children find it by DATABASE_URL."""
    # Each of the many processes that tests start would compile all modules anew.
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_AUTOREFRESH = True  # else each Client lists all static files at first
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
        import_module("mason.migrations.0002_filter_permissions").add_permissions(apps, editor)
        import_module("mason.migrations.0003_execution_permissions").add_permissions(apps, editor)


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,  # noqa: ARG001 - it makes the database
    django_db_blocker: Any,
) -> Iterator[None]:
    """Make the database, and have tests that commit delete their rows in the end."""
    with django_db_blocker.unblock():
        emptier = Emptier()
        connections["default"].close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: emptier.empty())
        yield


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with files that share a start: what comes last is divided among the workers."""
    items.sort(key=lambda item: item.path.name not in SHARING_A_START)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays until the end: the modules and the tests."""
    gc.collect()
    gc.freeze()
