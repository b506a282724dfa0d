"""The embedded server's life: started, ready, stopped with whoever started it."""

import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from signal import SIGINT
from typing import Final

import psycopg
from psycopg import sql

from mason.database.embedded.cluster import (
    STOP_SECONDS,
    Cluster,
    prepared_cluster,
    release_sockets,
)
from mason.database.embedded.exceptions import EmbeddedPostgresError
from mason.database.embedded.location import DATABASE_NAME, DATABASE_USER, PORT
from mason.processes.children import Child, is_alive
from mason.processes.locks import AlreadyLocked, exclusive

READY_SECONDS: Final = 60.0
POLL_SECONDS: Final = 0.05
LOG_LINES_SHOWN: Final = 10
LISTEN: Final = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "cluster_name": "mason",
}
SCRATCH: Final = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # It would tell the planner, at some moment of its own, that tables are as good as empty; a plan
    # made then and kept reads a table whole for each foreign key of a later test's 10,000 rows.
    "autovacuum": "off",
}
"""Settings for data that nobody will miss: a power cut may cost all of them."""


@contextmanager
def running_server(data: Path, *, scratch: bool = False) -> Iterator[Child]:
    """Run the server on `data` for the block; its database and user are in `location`.

    A scratch server begins and ends without data, and is fast rather than safe from power cuts.
    A server that a killed run left behind has ended before this one starts.
    Raises EmbeddedPostgresError.
    """
    data = data.absolute()
    with ExitStack() as stack:
        descriptor = _lock(stack, data)
        if scratch:
            _remove(data)
            stack.callback(_remove, data)
        cluster = prepared_cluster(data, sync=not scratch)
        stack.callback(release_sockets, cluster)
        child = _start(cluster, descriptor, extra=SCRATCH if scratch else {})
        stack.callback(child.stop)
        _wait_until_ready(cluster, child)
        _make_database(cluster)
        yield child


def log_file(data: Path) -> Path:
    """Return the file that holds what the server said since its last start."""
    return data.with_name(f"{data.name}.log")


def _lock(stack: ExitStack, data: Path) -> int:
    """Take the server's lock, which the server inherits: while any part of it lives, it's held."""
    path = data.with_name(f"{data.name}.lock")
    try:
        return stack.enter_context(exclusive(path))
    except AlreadyLocked as held:
        if not is_alive(held.holder):
            _end_leftover(data / "postmaster.pid")
    try:
        return stack.enter_context(exclusive(path, wait=STOP_SECONDS))
    except AlreadyLocked as error:
        raise EmbeddedPostgresError(f"Another PostgreSQL still runs on {data}: {error}.") from error


def _end_leftover(pid_file: Path) -> None:
    """Ask the server of a killed run to stop, for systems whose kernel hasn't done so."""
    try:
        os.kill(int(pid_file.read_text().splitlines()[0]), SIGINT)
    except (FileNotFoundError, ProcessLookupError):
        return


def _remove(data: Path) -> None:
    if data.exists():
        shutil.rmtree(data)


def _start(cluster: Cluster, lock: int, *, extra: Mapping[str, str]) -> Child:
    settings = {**LISTEN, **extra}
    settings["unix_socket_directories"] = str(cluster.sockets)
    options = [f"--{name}={value}" for name, value in settings.items()]
    program = cluster.program("postgres", "-D", str(cluster.data), *options)
    with log_file(cluster.data).open("wb") as output:
        return Child(program, output=output, keep_open=[lock])


def _wait_until_ready(cluster: Cluster, child: Child) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            _connect(cluster, "postgres").close()
        except psycopg.OperationalError as error:
            if child.exit_code is not None or time.monotonic() >= deadline:
                raise EmbeddedPostgresError(_failure(cluster.data)) from error
            time.sleep(POLL_SECONDS)
        else:
            return


def _failure(data: Path) -> str:
    said = log_file(data).read_text(errors="replace").splitlines()[-LOG_LINES_SHOWN:]
    return "\n".join([f"PostgreSQL didn't start; the end of {log_file(data)}:", *said])


def _make_database(cluster: Cluster) -> None:
    with _connect(cluster, "postgres") as connection:
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        if connection.execute(query, [DATABASE_NAME]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE_NAME)))


def _connect(cluster: Cluster, database: str) -> psycopg.Connection[tuple[object, ...]]:
    """Return a connection in autocommit mode."""
    return psycopg.connect(
        host=str(cluster.sockets),
        port=PORT,
        user=DATABASE_USER,
        dbname=database,
        autocommit=True,
    )
