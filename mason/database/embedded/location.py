"""Where the embedded server keeps data and socket, from the path alone: nothing is touched."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Final
from urllib.parse import quote

DATABASE_NAME: Final = "mason"
DATABASE_USER: Final = "mason"
PORT: Final = 5432
"""Part of the socket's name; named everywhere, lest PGPORT choose another."""
SOCKET_NAME: Final = f".s.PGSQL.{PORT}"
SOCKET_PATH_LIMIT: Final = 103
"""Bytes of a Unix socket's path on the strictest system (macOS: 104 with the final NUL)."""
LIST_CHARACTERS: Final = frozenset(",\"'\\")
"""Characters that unix_socket_directories or libpq's list of hosts would split or unquote."""


def socket_folder(data: Path) -> Path:
    """Return the data folder, or one in the temporary folder if a socket can't live there."""
    data = data.resolve()
    if _can_hold_socket(data):
        return data
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    return Path(tempfile.gettempdir()).resolve() / f"mason-postgres-{digest}"


def connection_settings(data: Path) -> dict[str, str]:
    """Return Django's DATABASES entry for the server whose data folder this is."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE_NAME,
        "USER": DATABASE_USER,
        "HOST": str(socket_folder(data)),
        "PORT": str(PORT),
    }


def database_url(data: Path) -> str:
    """Return the same as a DATABASE_URL, for a child process's environment."""
    folder = quote(str(socket_folder(data)))
    return f"postgres://{DATABASE_USER}@/{folder}/{DATABASE_NAME}"


def _can_hold_socket(folder: Path) -> bool:
    path = os.fsencode(folder / SOCKET_NAME)
    return len(path) <= SOCKET_PATH_LIMIT and LIST_CHARACTERS.isdisjoint(str(folder))
