"""`manage.py createadministrator`: the first user of an installation, or one more."""

import secrets
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.exceptions import AccountsError
from accounts.management.arguments import utf_8_text
from accounts.services.users import create_curator

PASSWORD_BYTES: Final = 15


class Command(BaseCommand):
    """Makes a user and prints the password once: it alone to stdout, the rest to stderr."""

    help = "Make a user who may decide and administer, and print the password once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add USER."""
        parser.add_argument("user", metavar="USER", type=utf_8_text, help="GitHub user name")

    def handle(self, *args: Any, user: str, **options: Any) -> None:
        """Make the user; raises CommandError when there is one of that name."""
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        try:
            create_curator(github_username=user, password=password)
        except AccountsError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(password)
        self.stderr.write(
            f"This is the password of {user}. It isn't shown again;"
            f" `manage.py changepassword {user}` sets another.",
            self.style.SUCCESS,
        )
