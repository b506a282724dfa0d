"""`manage.py cancel_run`: end a run that goes wrong."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from accounts.actors import Actor
from execution.exceptions import ExecutionError
from execution.services.cancelling import cancel_run


class Command(BaseCommand):
    """Cancels a run: its processes end at once, its items are approved again."""

    help = "Cancel an execution run; its processes end and its items are approved again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the run and why."""
        parser.add_argument("run", type=UUID, help="the run's id")
        parser.add_argument("--reason", default="", help="kept in the history of its items")

    def handle(self, *_args: Any, run: UUID, reason: str, **_options: Any) -> None:
        """Cancel it, or say why that can't be."""
        try:
            cancel_run(run_id=run, actor=Actor.operator(), reason=reason)
        except ExecutionError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Run {run} is cancelled.", self.style.SUCCESS)
