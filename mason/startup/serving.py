"""Mason from start to stop: one step after the other, and the same way back."""

import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from types import FrameType
from typing import Final, NoReturn

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.urls import reverse

from mason.health import unapplied_migrations
from mason.processes.children import Child
from mason.processes.locks import AlreadyLocked, exclusive
from mason.startup.databases import running_database
from mason.startup.exceptions import StartFailed
from mason.startup.first_use import ensure_curator, ensure_review
from mason.startup.granian import running
from mason.startup.ports import HOST, Ports, usable_ports
from mason.startup.saying import Say
from mason.startup.secrets_file import write_secrets
from mason.startup.web import live_server, web_server
from mason.startup.working import working

INSTANCE_LOCK: Final = "mason.lock"
WATCH_SECONDS: Final = 0.5
STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def serve(port: str, live_port: str, say: Say) -> None:
    """Start everything, serve on the ports until Ctrl-C or SIGTERM, then stop everything.

    An empty `live_port` is the one of the settings, else the port after `port`.
    Raises StartFailed, PortUnusable or EmbeddedPostgresError.
    """
    ports = usable_ports(port, live_port or settings.LIVE_PORT)
    _heed_stop_signals()
    try:
        with ExitStack() as stack:
            _become_only_instance(stack)
            _ensure_secrets(say)
            children = stack.enter_context(running_database(say))
            _prepare(say)
            say(f"Starting the web server on {HOST}:{ports.web}, the live server on {ports.live}")
            for server in (web_server(ports), live_server(ports)):
                children.append(stack.enter_context(running(server, say)))
            children.append(stack.enter_context(working(say)))
            _announce(ports, say)
            _watch(children)
    except KeyboardInterrupt:
        say("Mason is stopped.")


def _heed_stop_signals() -> None:
    """Have each stop signal end the block above, even where a shell passed it on as ignored."""
    for number in STOP_SIGNALS:
        signal.signal(number, _interrupt)


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    """Begin to stop, and let no second signal break that off: each step of it is bounded."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _become_only_instance(stack: ExitStack) -> None:
    try:
        stack.enter_context(exclusive(settings.VAR_DIR / INSTANCE_LOCK))
    except AlreadyLocked as held:
        raise StartFailed(
            f"Mason already runs from this folder (process {held.holder}): stop it first."
        ) from held


def _ensure_secrets(say: Say) -> None:
    """Make missing secrets, then begin again, because settings are read once."""
    given = settings.SECRET_KEY != settings.DEVELOPMENT_SECRET_KEY and settings.ENCRYPTION_KEYS
    if given or settings.SECRETS_FILE.exists():
        return
    write_secrets(settings.SECRETS_FILE)
    say(f"Made secrets of your own in {settings.SECRETS_FILE}")
    os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - the same command again, and no shell


def _prepare(say: Say) -> None:
    missing = unapplied_migrations()
    say(f"Migrating the database: {missing} migrations to apply")
    if missing:
        call_command("migrate", interactive=False, verbosity=0)
    if settings.PRODUCTION:
        say(f"Collecting static files in {settings.STATIC_ROOT}")
        call_command("collectstatic", interactive=False, verbosity=0)
    ensure_curator(say)
    ensure_review(say)
    connections.close_all()


def _announce(ports: Ports, say: Say) -> None:
    address = f"http://{HOST}:{ports.web}"
    say("Mason is ready.")
    say(f"  Admin: {address}{reverse('admin:index')}")
    say(f"  API:   {address}/api/v1/")
    say(f"  MCP:   http://{HOST}:{ports.live}/mcp")
    say("  Stop:  Ctrl-C")


def _watch(children: Sequence[Child]) -> NoReturn:
    """Wait for a signal; raises StartFailed when a child ends by itself."""
    while True:
        for child in children:
            if child.exit_code is not None:
                raise StartFailed(
                    f"{child.program.name} ended by itself (exit code {child.exit_code})."
                )
        time.sleep(WATCH_SECONDS)
