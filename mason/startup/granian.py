"""Serving with granian: one process, ready when /healthz answers, stopped in bounded time."""

import http.client
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from signal import SIGTERM
from typing import Final

from django.conf import settings

from mason.own_address import own_host
from mason.processes.children import Child, Program
from mason.startup.exceptions import StartFailed
from mason.startup.ports import HOST
from mason.startup.saying import Say

HEALTH_PATH: Final = "/healthz"
READY_SECONDS: Final = 30.0
REQUEST_SECONDS: Final = 5.0
POLL_SECONDS: Final = 0.05
WORKER_GRACE_SECONDS: Final = 5
"""How long open requests may go on after the stop; then granian ends its worker."""
GRACE_SECONDS: Final = 10.0


@dataclass(frozen=True, kw_only=True)
class Server:
    """What to serve, and the granian options that not every server has."""

    name: str
    target: str
    port: int
    options: Mapping[str, object]
    environment: Mapping[str, str] = field(default_factory=dict)
    """Variables that the process gets beside ours."""

    def program(self) -> Program:
        """Give the process to run."""
        options = {
            **self.options,
            "host": HOST,
            "port": self.port,
            "workers": 1,
            "workers-kill-timeout": WORKER_GRACE_SECONDS,
            "log-level": "warning",
        }
        arguments = [f"--{name}={value}" for name, value in options.items()]
        return Program(
            name=self.name,
            command=[sys.executable, "-m", "granian", *arguments, "--no-ws", self.target],
            stop_signal=SIGTERM,
            grace=GRACE_SECONDS,
            folder=settings.BASE_DIR,
            environment={**os.environ, **self.environment},
        )


@contextmanager
def running(server: Server, say: Say) -> Iterator[Child]:
    """Serve for the block, which begins when the server is ready; raises StartFailed."""
    child = Child(server.program())
    try:
        _wait_until_healthy(child, server)
        yield child
    finally:
        child.stop()
        say(f"{server.name} is stopped.")


def _wait_until_healthy(child: Child, server: Server) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not _is_healthy(server.port):
        if child.exit_code is not None:
            raise StartFailed(f"{server.name} ended at once (exit code {child.exit_code}).")
        if time.monotonic() >= deadline:
            raise StartFailed(f"{server.name} didn't answer within {READY_SECONDS:.0f} s.")
        time.sleep(POLL_SECONDS)


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=REQUEST_SECONDS)
    try:
        connection.request("GET", HEALTH_PATH, headers={"Host": own_host()})
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
