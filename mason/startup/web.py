"""The web server: granian, which serves admin and API from threads of one process."""

import http.client
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from signal import SIGTERM
from typing import Final

from django.conf import settings
from django.urls import reverse

from mason.processes.children import Child, Program
from mason.startup.exceptions import StartFailed
from mason.startup.ports import HOST
from mason.startup.saying import Say

THREADS: Final = 4
READY_SECONDS: Final = 30.0
REQUEST_SECONDS: Final = 5.0
POLL_SECONDS: Final = 0.05
WORKER_GRACE_SECONDS: Final = 5
"""How long open requests may go on after the stop; then granian ends its worker."""
GRACE_SECONDS: Final = 10.0


@contextmanager
def running_web_server(port: int, say: Say) -> Iterator[Child]:
    """Serve on the port for the block, which begins when /healthz answers; raises StartFailed."""
    child = Child(_granian(port))
    try:
        _wait_until_healthy(child, port)
        yield child
    finally:
        child.stop()
        say("The web server is stopped.")


def _granian(port: int) -> Program:
    options = {
        "interface": "wsgi",
        "host": HOST,
        "port": port,
        "workers": 1,
        "blocking-threads": THREADS,
        "workers-kill-timeout": WORKER_GRACE_SECONDS,
        "log-level": "warning",
    }
    arguments = [f"--{name}={value}" for name, value in options.items()]
    return Program(
        name="The web server",
        command=[sys.executable, "-m", "granian", *arguments, "--no-ws", "mason.wsgi:application"],
        stop_signal=SIGTERM,
        grace=GRACE_SECONDS,
        folder=settings.BASE_DIR,
        environment=dict(os.environ),
    )


def _wait_until_healthy(child: Child, port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not _is_healthy(port):
        if child.exit_code is not None:
            raise StartFailed(f"The web server ended at once (exit code {child.exit_code}).")
        if time.monotonic() >= deadline:
            raise StartFailed(f"The web server didn't answer within {READY_SECONDS:.0f} s.")
        time.sleep(POLL_SECONDS)


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=REQUEST_SECONDS)
    try:
        connection.request("GET", reverse("healthz"), headers={"Host": _own_host()})
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _own_host() -> str:
    """Return a name that ALLOWED_HOSTS lets in; `.example.org` lets in example.org."""
    allowed: str = settings.ALLOWED_HOSTS[0]
    return allowed.removeprefix(".").replace("*", HOST)
