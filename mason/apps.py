"""The project's own app configuration: its commands, checks and static files."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from mason import checks


class MasonConfig(AppConfig):
    """Registers what belongs to the project as a whole."""

    name = "mason"

    def ready(self) -> None:
        """Register the project's system checks."""
        register(checks.check_database_vendor, Tags.compatibility)
        register(checks.check_encryption_keys, Tags.security)
        register(checks.check_secrets_file, Tags.security)
