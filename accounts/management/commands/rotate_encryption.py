"""`manage.py rotate_encryption`: stored provider keys under a new encryption key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.exceptions import AccountsError
from accounts.services.provider_keys import rotate_encryption


class Command(BaseCommand):
    """Encrypts every AI provider key anew with the first of ENCRYPTION_KEYS."""

    help = "Encrypt every stored AI provider key with the first of ENCRYPTION_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        """Encrypt all or, when one can't be read, none; raises CommandError then."""
        try:
            count = rotate_encryption()
        except AccountsError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Provider keys encrypted anew: {count}.", self.style.SUCCESS)
