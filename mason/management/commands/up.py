"""`manage.py up`: what `make run` ends in."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mason.database.embedded.exceptions import EmbeddedPostgresError
from mason.startup.exceptions import StartFailed
from mason.startup.ports import DEFAULT_PORT, PortUnusable
from mason.startup.serving import serve


class Command(BaseCommand):
    """Starts all that Mason needs, serves it, and stops it again."""

    help = "Start the database and the servers, and stop all of them at Ctrl-C."
    # Some checks ask the database, which isn't up yet; migrate runs them.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the ports."""
        parser.add_argument("--port", default=str(DEFAULT_PORT), help="default: %(default)s")
        parser.add_argument(
            "--live-port", default="", help="default: the setting LIVE_PORT, else the next port"
        )

    def handle(self, *_args: Any, port: str, live_port: str, **_options: Any) -> None:
        """Serve until told to stop; what keeps Mason from it is one line and exit code 1."""
        try:
            serve(port, live_port, self._say)
        except (StartFailed, PortUnusable, EmbeddedPostgresError) as error:
            raise CommandError(str(error)) from error
        except PermissionError as error:
            raise CommandError(
                f"{error.filename} may not be used by this user; was Mason started by another one?"
            ) from error

    def _say(self, line: str) -> None:
        """Print a line at once, for those who read through a pipe."""
        self.stdout.write(line)
        self.stdout.flush()
