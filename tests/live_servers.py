"""The live process as `make run` starts it, on the test's database."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
from django.conf import settings
from django.db import connections

from tests.processes import ROOT, eventually, free_port

TRUSTED_ORIGINS = "https://tools.example.org,https://*.example.net"
"""Sites whose pages may ask the shared live server."""


def server_environment(**extra: str) -> dict[str, str]:
    """Give the environment of a process that works on the test's database."""
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    database = {"DATABASE_URL": f"{server}/{connections['default'].settings_dict['NAME']}"}
    keys = {"ENCRYPTION_KEYS": ",".join(settings.ENCRYPTION_KEYS)}
    return dict(os.environ) | keys | database | extra


@contextmanager
def live_server(**environment: str) -> Iterator[str]:
    """Run the live process on the test's database, and give its address."""
    port = free_port()
    options = ["--interface=asgi", f"--port={port}", "--no-ws", "--log-level=warning"]
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", *options, "mason.live.application:application"],
        cwd=ROOT,
        env=server_environment(**environment),
    )
    address = f"http://127.0.0.1:{port}"
    try:
        eventually(lambda: _answers(f"{address}/healthz"))
        yield address
    finally:
        process.terminate()
        process.wait(60)


def _answers(url: str) -> bool:
    try:
        return httpx2.get(url).status_code == 200
    except httpx2.TransportError:
        return False
