"""`manage.py mcp`: Mason's tools for an MCP client that starts this command."""

import os
import signal
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from mason.mcp_server.asking import Service
from mason.mcp_server.rest import Caller, Question, ask
from mason.mcp_server.server import make_server
from mason.mcp_server.threads import running_threads

VARIABLE: Final = "MASON_API_KEY"


class Command(BaseCommand):
    """Serves MCP over standard input and output until the input ends."""

    help = (
        f"Serve Mason's tools over standard input and output to an MCP client, with the API key of"
        f" {VARIABLE}. The database must be running."
    )
    # A client waits for this to start; `make run` has checked.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file with the key; an argument with the key itself others could read."""
        parser.add_argument(
            "--key-file", type=Path, help=f"a file with the API key, instead of {VARIABLE}"
        )

    def handle(self, *_args: Any, key_file: Path | None, **_options: Any) -> None:
        """Serve; raises CommandError for a key that is missing or doesn't work."""
        caller = Caller.with_key(_key(key_file))
        _check(caller)
        # Ctrl-C ends it at once: the SDK would wait for the input's next line.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        with running_threads() as threads:
            make_server(Service(threads, caller)).run("stdio")


def _key(file: Path | None) -> str:
    key = os.environ.get(VARIABLE, "") if file is None else _content(file)
    source = VARIABLE if file is None else str(file)
    if not key.strip():
        raise CommandError(
            f"{source} holds no API key: `manage.py createapikey USER` makes one. Set {VARIABLE},"
            " or name a file that holds the key with --key-file."
        )
    if not key.isascii():
        raise CommandError(f"{source} holds characters that no API key has: copy the key again.")
    return key.strip()


def _content(file: Path) -> str:
    try:
        return file.read_text()
    except OSError as error:
        raise CommandError(f"{file} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{file} isn't text: it must hold an API key and no more.") from error


def _check(caller: Caller) -> None:
    connection.ensure_connection()
    response = ask(caller, Question("POST", "analysis"))
    connection.close()
    if not response.is_success:
        raise CommandError(f"{response.json()['detail']}")
