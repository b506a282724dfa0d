"""`manage.py worker`: carries out what is queued, until it is told to stop."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from backlog.intake.wording import counted
from execution.engine.worker import Worker
from execution.management.arguments import number
from execution.management.stopping import stopped_by_signals


class Command(BaseCommand):
    """Works for every run of the database, beside any number of other workers."""

    help = (
        "Carry queued items out until Ctrl-C or SIGTERM; what is in hand then goes to another"
        " worker, or to this one when it starts again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how many items at once."""
        parser.add_argument(
            "--at-once",
            type=number,
            default=settings.EXECUTION_ITEMS_AT_ONCE,
            help="items at the same time (default: EXECUTION_ITEMS_AT_ONCE, %(default)s)",
        )

    def handle(self, *_args: Any, at_once: int, **_options: Any) -> None:
        """Work until a signal comes; a second one changes nothing."""
        worker = Worker(settings.EXECUTION_DIR, at_once=at_once)
        with stopped_by_signals(worker.stop):
            self._say(f"The worker takes {counted(at_once, 'item')} at once.")
            worker.run()

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
