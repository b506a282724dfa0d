"""A worker that is told to stop ends, whatever the database does."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from signal import SIGTERM

import psycopg
import pytest

from tests.databases import connect
from tests.live_servers import server_environment
from tests.processes import ROOT, TIMEOUT_SECONDS, eventually

ROLE = f"worker_{os.getpid()}"
ASKS = "SELECT FROM pg_stat_activity WHERE usename = %s AND query LIKE '%%fetch_job%%'"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server() -> Iterator[psycopg.Connection]:
    """A connection to the server, on which the worker has a role of its own."""
    with connect("postgres") as connection:
        connection.execute(f"CREATE ROLE {ROLE} LOGIN SUPERUSER".encode())
        yield connection
        connection.execute(f"DROP ROLE {ROLE}".encode())


def start_worker(folder: Path) -> subprocess.Popen[bytes]:
    environment = server_environment(EXECUTION_DIR=str(folder))
    address = environment["DATABASE_URL"]
    user = address.partition("://")[2].partition("@")[0]
    environment["DATABASE_URL"] = address.replace(f"//{user}@", f"//{ROLE}@")
    return subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT, env=environment)


def test_a_worker_stops_although_the_database_is_away(
    server: psycopg.Connection, tmp_path: Path
) -> None:
    worker = start_worker(tmp_path)
    try:
        eventually(lambda: server.execute(ASKS, [ROLE]).fetchone() is not None)
        server.execute(f"ALTER ROLE {ROLE} NOLOGIN".encode())
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [ROLE]
        )

        worker.send_signal(SIGTERM)

        assert worker.wait(TIMEOUT_SECONDS) == 0
    finally:
        worker.kill()
        worker.wait()
