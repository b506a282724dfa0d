"""`manage.py watch`: executions as they happen, in a terminal."""

import os
import sys
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from accounts.exceptions import AccountsError
from accounts.services.repositories import find_repository
from backlog.models import BacklogItem
from execution.live.scopes import Scope
from execution.watching.board import Board
from execution.watching.displays import Lines, Table
from execution.watching.following import follow
from execution.watching.screen import PrintedOnce, Screen, draws_in_place, wants_colours
from execution.watching.table import NOTHING


class Command(BaseCommand):
    """Shows what is being executed, by whomever, and every change."""

    help = (
        "Show what is being executed and how it goes: in a terminal a table that is drawn anew,"
        " elsewhere a line for each change. Ctrl-C ends it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add what to watch, and how."""
        parser.add_argument("--repository", metavar="OWNER/NAME", help="only this repository's")
        parser.add_argument("--item", metavar="ID", type=UUID, help="only this backlog item's")
        parser.add_argument("--once", action="store_true", help="show how it is now, and end")
        parser.add_argument("--plain", action="store_true", help="lines, in a terminal too")

    def handle(self, *args: Any, **options: Any) -> None:
        """Watch; raises CommandError for what isn't there to watch."""
        scope = _scope(options["item"], options["repository"])
        board = Board(forgets=scope.item_id is None)
        try:
            if options["plain"] or not draws_in_place(sys.stdout):
                self._watch_lines(scope, board, once=options["once"])
            else:
                _watch_table(scope, board, once=options["once"])
        except BrokenPipeError:
            # Whoever read the lines has gone; Python would complain again at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _watch_lines(self, scope: Scope, board: Board, *, once: bool) -> None:
        follow(scope, Lines(board, self._say), once=once)
        if once and not board.rows(datetime.now(UTC)):
            self._say(NOTHING)

    def _say(self, line: str) -> None:
        """Print a line at once, for those who read through a pipe."""
        self.stdout.write(line)
        self.stdout.flush()


def _watch_table(scope: Scope, board: Board, *, once: bool) -> None:
    kind = PrintedOnce if once else Screen
    screen = kind(sys.stdout, has_colours=wants_colours(sys.stdout))
    with screen.open():
        follow(scope, Table(board, screen), once=once)


def _scope(item_id: UUID | None, repository: str | None) -> Scope:
    """Find what is to be watched; raises CommandError, and OperationalError without a database."""
    connection.ensure_connection()
    try:
        found = None if repository is None else find_repository(repository)
    except AccountsError as error:
        raise CommandError(str(error)) from error
    if item_id is not None and not BacklogItem.objects.filter(pk=item_id).exists():
        raise CommandError(f"There is no backlog item {item_id}.")
    # Whoever watches has a connection of its own.
    connection.close()
    return Scope(item_id=item_id, repository_id=None if found is None else found.pk)
