"""The project's own app configuration: its commands, checks and static files."""

from django.apps import AppConfig, apps
from django.core.checks import Tags, register
from django.db.models.signals import pre_migrate

from mason import checks
from mason.database.adoption.refusal import refuse_contradictions


class MasonConfig(AppConfig):
    """Registers what belongs to the project as a whole."""

    name = "mason"

    def ready(self) -> None:
        """Register the project's system checks, and what looks before `migrate` writes."""
        register(checks.check_encryption_keys, Tags.security)
        register(checks.check_secrets_file, Tags.security)
        register(checks.check_outside_addresses, Tags.urls)
        register(checks.check_agent_commands, Tags.compatibility)
        # The signal comes once for every app with models; one look is enough.
        pre_migrate.connect(refuse_contradictions, sender=apps.get_app_config("accounts"))
