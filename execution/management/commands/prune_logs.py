"""`manage.py prune_logs`: old log lines and finished jobs are deleted, a few at a time."""

import argparse
import time
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from execution.management.stopping import stopped_by_signals
from execution.services.pruning import MOST_ROWS_OF_A_STEP, ROWS_OF_A_STEP, count_prunable, prune

LONGEST_DAYS: Final = 36_500
TELLING_SECONDS: Final = 5.0
BROKEN_OFF: Final = 130
"""The exit code of a program that Ctrl-C ended."""


class Command(BaseCommand):
    """Deletes log lines and finished jobs that are older than EXECUTION_LOG_DAYS."""

    help = (
        "Delete log lines of executions, and finished jobs, that are older than EXECUTION_LOG_DAYS."
        " Runs that are going on keep theirs. For a schedule; Ctrl-C breaks it off at any time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add how old is old, and how much is deleted at once."""
        parser.add_argument(
            "--days",
            type=_days,
            default=str(settings.EXECUTION_LOG_DAYS),  # a text is looked at as a given one is
            help="delete what is older; 0 keeps everything (default: EXECUTION_LOG_DAYS)",
        )
        parser.add_argument(
            "--batch",
            type=_rows,
            default=ROWS_OF_A_STEP,
            help=f"rows of a transaction at most (default: {ROWS_OF_A_STEP:,})",
        )
        parser.add_argument("--dry-run", action="store_true", help="only say how many they are")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prune and say how much; raises CommandError when it is broken off."""
        days = options["days"]
        if not days:
            self.stdout.write("Everything is kept, since EXECUTION_LOG_DAYS or --days is 0.")
            return
        before = timezone.now() - timedelta(days=days)
        if options["dry_run"]:
            self.stdout.write(f"Would delete {_listed(count_prunable(before=before))}.")
            return
        self._prune(before, options["batch"])

    def _prune(self, before: datetime, rows: int) -> None:
        deleted: Counter[str] = Counter()
        told = time.monotonic()
        with stopped_by_signals(lambda: None) as signals:
            for step in prune(before=before, rows=rows):
                deleted[step.what] += step.deleted
                if signals:
                    raise CommandError(
                        f"Broken off when {_listed(deleted)} were deleted. Run it again for the"
                        " rest.",
                        returncode=BROKEN_OFF,
                    )
                if time.monotonic() - told >= TELLING_SECONDS:
                    told = time.monotonic()
                    self.stdout.write(f"Deleted {_listed(deleted)} so far.")
                    self.stdout.flush()
        self.stdout.write(self.style.SUCCESS(f"Deleted {_listed(deleted)}."))


def _listed(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} {what}" for what, number in numbers.items()) or "nothing"


def _days(text: str) -> int:
    return _whole_number(text, 0, LONGEST_DAYS)


def _rows(text: str) -> int:
    return _whole_number(text, 1, MOST_ROWS_OF_A_STEP)


def _whole_number(text: str, least: int, most: int) -> int:
    wanted = f"must be a whole number from {least} to {most:,}"
    try:
        number = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(wanted) from None
    if not least <= number <= most:
        raise argparse.ArgumentTypeError(wanted)
    return number
