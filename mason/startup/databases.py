"""The database that Mason runs on: the one of DATABASE_URL, else an embedded server."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import OperationalError, connection

from mason.database.embedded.server import running_server
from mason.processes.children import Child
from mason.startup.exceptions import StartFailed
from mason.startup.saying import Say


@contextmanager
def running_database(say: Say) -> Iterator[list[Child]]:
    """Have a database answer for the block; give the processes that this needs.

    Raises StartFailed or EmbeddedPostgresError.
    """
    if settings.DATABASE_URL:
        say(f"Using the database of DATABASE_URL: {_address()}")
        _connect()
        yield []
    else:
        say(f"Starting PostgreSQL on {settings.POSTGRES_DIR}")
        try:
            with running_server(settings.POSTGRES_DIR) as child:
                yield [child]
        finally:
            say("PostgreSQL is stopped.")


def _connect() -> None:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise StartFailed(f"The database {_address()} can't be reached: {error}".strip()) from error


def _address() -> str:
    """Return the database's address without user and password."""
    parts = connection.settings_dict
    port = f":{parts['PORT']}" if parts["PORT"] else ""
    return f"{parts['HOST'] or 'local socket'}{port}/{parts['NAME']}"
