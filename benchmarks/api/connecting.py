"""Connections to the measured database past Django."""

from typing import Any, Final

import psycopg
from django.db import connection

_NAMES: Final = ("dbname", "user", "password", "host", "port")


def parameters() -> dict[str, Any]:
    """Give what psycopg needs to reach the default connection's database."""
    given = connection.get_connection_params()
    return {name: given[name] for name in _NAMES if name in given}


def connect() -> psycopg.Connection[tuple[Any, ...]]:
    """Open a connection that prepares each statement at once and commits each by itself."""
    return psycopg.connect(**parameters(), autocommit=True, prepare_threshold=0)
