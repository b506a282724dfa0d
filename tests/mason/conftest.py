"""Databases made by other software, in several stages of adoption; a live server."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.databases import (
    DOCUMENTED_ROWS,
    DOCUMENTED_TABLES,
    connect,
    django_connection,
    documented_rows,
    own_database,
)
from tests.live_servers import TRUSTED_ORIGINS, live_server
from tests.plain_roles import Connection, become, grant_tables

type OpenDatabase = Callable[[str, str], AbstractContextManager[BaseDatabaseWrapper]]


@pytest.fixture(scope="session")
def open_database(django_db_blocker: Any) -> OpenDatabase:
    """What opens a database under an alias, past pytest-django's guard of the default one."""

    @contextmanager
    def opened(name: str, alias: str) -> Iterator[BaseDatabaseWrapper]:
        with django_db_blocker.unblock(), django_connection(name, alias) as connection:
            yield connection

    return opened


@pytest.fixture(scope="session")
def documented_template() -> Iterator[str]:
    """A database with the documented tables and rows, which Mason never saw."""
    with own_database(f"documented_{os.getpid()}") as name:
        with connect(name) as connection:
            connection.execute(DOCUMENTED_TABLES)
            connection.execute(DOCUMENTED_ROWS)
        yield name


@pytest.fixture(scope="session")
def adopted_template(open_database: OpenDatabase, documented_template: str) -> Iterator[str]:
    """A copy of it that Mason adopted."""
    with own_database(f"adopted_{os.getpid()}", documented_template) as name:
        with open_database(name, "template") as connection:
            call_command("migrate", database=connection.alias, verbosity=0)
        yield name


@pytest.fixture(scope="session")
def new_template(open_database: OpenDatabase) -> Iterator[str]:
    """A database that Mason made from nothing."""
    with own_database(f"new_{os.getpid()}") as name:
        with open_database(name, "template") as connection:
            call_command("migrate", database=connection.alias, verbosity=0)
        yield name


@pytest.fixture(scope="session")
def rows_before(open_database: OpenDatabase, documented_template: str) -> dict[str, Any]:
    """The rows of other software, by table and id."""
    with open_database(documented_template, "before") as connection:
        return documented_rows(connection)


@pytest.fixture(scope="session")
def rows_after(open_database: OpenDatabase, adopted_template: str) -> dict[str, Any]:
    """The same rows, adopted."""
    with open_database(adopted_template, "after") as connection:
        return documented_rows(connection)


@pytest.fixture
def empty_database(open_database: OpenDatabase) -> Iterator[BaseDatabaseWrapper]:
    """A database without any table."""
    with own_database(f"empty_{os.getpid()}") as name, open_database(name, "empty") as connection:
        yield connection


@pytest.fixture
def documented(
    open_database: OpenDatabase, documented_template: str
) -> Iterator[BaseDatabaseWrapper]:
    """A database of other software's, for one test."""
    name = f"documented_copy_{os.getpid()}"
    with own_database(name, documented_template), open_database(name, "copy") as connection:
        yield connection


@pytest.fixture
def adopted(open_database: OpenDatabase, adopted_template: str) -> Iterator[BaseDatabaseWrapper]:
    """An adopted database, for one test."""
    name = f"adopted_copy_{os.getpid()}"
    with own_database(name, adopted_template), open_database(name, "adopted") as connection:
        yield connection


@pytest.fixture
def new_database(open_database: OpenDatabase, new_template: str) -> Iterator[BaseDatabaseWrapper]:
    """A database that Mason made from nothing, for one test."""
    name = f"new_copy_{os.getpid()}"
    with own_database(name, new_template), open_database(name, "new") as connection:
        yield connection


@pytest.fixture
def passing_database(
    open_database: OpenDatabase, new_template: str
) -> Iterator[BaseDatabaseWrapper]:
    """A database that Mason made from nothing, in a transaction that is rolled back."""
    with (
        open_database(new_template, "passing") as connection,
        transaction.atomic(using=connection.alias),
    ):
        yield connection
        transaction.set_rollback(True, using=connection.alias)


@pytest.fixture(scope="session")
def plain_role() -> Iterator[str]:
    """A role that may log in and has no rights of its own."""
    name = f"plain_{os.getpid()}"
    with connect("postgres") as server:
        server.execute(f"CREATE ROLE {name} LOGIN")
    yield name
    with connect("postgres") as server:
        server.execute(f"DROP ROLE {name}")


@pytest.fixture(scope="session")
def written_database(new_template: str, plain_role: str) -> Iterator[str]:
    """A new database whose 13 tables the plain role may use; rows of earlier tests may be there."""
    with own_database(f"written_{os.getpid()}", new_template) as name:
        with connect(name) as connection:
            grant_tables(connection, plain_role)
            connection.execute(f"CREATE SCHEMA own AUTHORIZATION {plain_role}")
        yield name


@pytest.fixture
def writer(written_database: str, plain_role: str) -> Iterator[Connection]:
    """A transaction of the plain role, rolled back in the end."""
    with connect(written_database) as connection:
        become(connection, plain_role)
        with connection.transaction(force_rollback=True):
            yield connection


@pytest.fixture
def committing_writer(written_database: str, plain_role: str) -> Iterator[Connection]:
    """A connection of the plain role that commits each statement."""
    with connect(written_database) as connection:
        become(connection, plain_role)
        yield connection


@pytest.fixture
def listener(written_database: str) -> Iterator[Connection]:
    """Another connection, which listens for progress."""
    with connect(written_database) as connection:
        connection.execute("LISTEN mason_execution_progress")
        yield connection


@pytest.fixture(scope="session")
def live_address(django_db_setup: None) -> Iterator[str]:  # noqa: ARG001 - the database is there first
    """The address of a live server on the test database; starting one takes seconds."""
    with live_server(CSRF_TRUSTED_ORIGINS=TRUSTED_ORIGINS) as address:
        yield address
