"""`manage.py explain`: why a suggestion became an item or was filtered."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from backlog.exceptions import SuggestionNotFound
from backlog.management.explanation_text import text_of
from backlog.services.explaining import explanation_of, find_suggestion


class Command(BaseCommand):
    """Shows what each rule of the filter said of a suggestion."""

    help = "Show what each rule of the filter said of a suggestion, with what restoring took off."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the suggestion."""
        parser.add_argument(
            "suggestion", type=UUID, help="id of the backlog item or of the filtered item"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the explanation; refuses an id that nothing has."""
        try:
            row = find_suggestion(options["suggestion"])
        except SuggestionNotFound as error:
            raise CommandError(str(error)) from error
        self.stdout.write(text_of(explanation_of(row)))
