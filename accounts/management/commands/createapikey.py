"""`manage.py createapikey`: a key for a program of a user's."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.exceptions import AccountsError
from accounts.management.arguments import utf_8_text
from accounts.services.api_keys import DEFAULT_NAME, make_api_key
from accounts.services.users import find_user


class Command(BaseCommand):
    """Makes an API key and prints it once: the key alone to stdout, the rest to stderr."""

    help = "Make an API key for a user and print it once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add USER and --name."""
        parser.add_argument(
            "user", metavar="USER", type=utf_8_text, help="GitHub user name, in any case"
        )
        parser.add_argument(
            "--name",
            type=utf_8_text,
            default=DEFAULT_NAME,
            help="what to recognise the key by (%(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the key; raises CommandError when the user or the name won't do."""
        try:
            user = find_user(options["user"])
            row, key = make_api_key(user=user, name=options["name"])
        except AccountsError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(key)
        self.stderr.write(
            f"This is the key “{row.name}” of {user}, id {row.pk}. It isn't shown again.",
            self.style.SUCCESS,
        )
        if not user.is_active:
            self.stderr.write(f"{user} is inactive: the key works once that is changed.")
