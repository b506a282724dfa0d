"""The databases that are measured: one for each size, on the server of DATABASE_URL."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from benchmarks.filling import fill


def prepare(items: int, say: Callable[[str], None]) -> str:
    """Make and fill the database of this size, unless it is there; give its name."""
    name = f"mason_bench_{items}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone():
            return name
        cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}")
    with using(name):
        call_command("migrate", verbosity=0)
        fill(items, say)
    return name


@contextmanager
def using(name: str) -> Iterator[None]:
    """Let Django's default connection be one to this database for the block; it stays open."""
    before = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = _wrapper(name)
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = before


@cache
def _wrapper(name: str) -> BaseDatabaseWrapper:
    wrapper = connections.create_connection(DEFAULT_DB_ALIAS)
    wrapper.settings_dict = {**wrapper.settings_dict, "NAME": name}
    return wrapper
