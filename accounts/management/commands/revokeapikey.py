"""`manage.py revokeapikey`: the end of an API key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.exceptions import AccountsError
from accounts.management.arguments import utf_8_text
from accounts.services.api_keys import find_api_key, revoke_api_key


class Command(BaseCommand):
    """Revokes one API key, found by its id, its shown characters or the key itself."""

    help = "Revoke an API key."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add KEY."""
        parser.add_argument(
            "key",
            metavar="KEY",
            type=utf_8_text,
            help="the key's id, its first 8 characters, or the whole key",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Revoke the key; raises CommandError unless exactly one fits."""
        try:
            api_key = find_api_key(given=options["key"])
        except AccountsError as error:
            raise CommandError(str(error)) from error
        revoked = f"Revoked {api_key} of {api_key.user}, id {api_key.pk}."
        revoke_api_key(api_key=api_key)
        self.stdout.write(revoked, self.style.SUCCESS)
