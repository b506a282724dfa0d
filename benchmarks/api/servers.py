"""The servers that are compared, each a child process on a port of this machine."""

import os
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from signal import SIGTERM
from typing import Final

from django.conf import settings

from mason.processes.children import Child, Program
from mason.startup.granian import GRACE_SECONDS, running
from mason.startup.ports import HOST, Ports
from mason.startup.web import THREADS, web_server

READY_SECONDS: Final = 60.0
POLL_SECONDS: Final = 0.05
PLAN_VARIABLE: Final = "BARE_PLAN"
UNLIMITED: Final = "100000000"

_SERVED_LIKE_MASON: Final = ("--interface=wsgi", f"--blocking-threads={THREADS}")


def database_url(database: str) -> str:
    """Give the address of another database of the same server."""
    before, _, parameters = settings.DATABASE_URL.partition("?")
    address = f"{before.rpartition('/')[0]}/{database}"
    return f"{address}?{parameters}" if parameters else address


@contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set variables for the child processes that the block starts."""
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def running_mason(database: str) -> Iterator[int]:
    """Serve Mason as `make run` does, without a limit of requests; gives the port."""
    ports = Ports(free_port(), free_port())
    variables = {"DATABASE_URL": database_url(database), "API_REQUESTS_PER_MINUTE": UNLIMITED}
    with environment(variables), running(web_server(ports), silent):
        yield ports.web


@contextmanager
def running_ordinary(database: str) -> Iterator[int]:
    """Serve C, the ordinary viewset, as Mason is served; gives the port."""
    variables = {"DJANGO_SETTINGS_MODULE": "benchmarks.api.ordinary.settings"}
    target = "benchmarks.api.ordinary.wsgi:application"
    with serving(target, _SERVED_LIKE_MASON, database, variables) as port:
        yield port


@contextmanager
def running_bare(database: str, plan: Path) -> Iterator[int]:
    """Serve E, the bare function, which answers by the plan; gives the port."""
    target = "benchmarks.api.bare.app:application"
    with serving(target, ["--interface=asgi"], database, {PLAN_VARIABLE: str(plan)}) as port:
        yield port


@contextmanager
def serving(
    target: str, options: list[str] | tuple[str, ...], database: str, variables: Mapping[str, str]
) -> Iterator[int]:
    """Serve an application by granian with these options and variables; gives the port."""
    port = free_port()
    common = [f"--host={HOST}", f"--port={port}", "--workers=1", "--no-ws", "--log-level=warning"]
    child = Child(
        Program(
            name=target,
            command=[sys.executable, "-m", "granian", *options, *common, target],
            stop_signal=SIGTERM,
            grace=GRACE_SECONDS,
            folder=settings.BASE_DIR,
            environment=os.environ | {"DATABASE_URL": database_url(database)} | dict(variables),
        )
    )
    try:
        _wait_until_open(child, port)
        yield port
    finally:
        child.stop()


def _wait_until_open(child: Child, port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            if child.exit_code is not None or time.monotonic() > deadline:
                raise
            time.sleep(POLL_SECONDS)
        else:
            return


def free_port() -> int:
    """Give a port on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def silent(_line: str) -> None:
    """Say nothing: the benchmark has its own lines."""
