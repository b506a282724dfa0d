"""Closed lists of values that the accounts tables hold."""

from typing import Final

from django.db import models


class Provider(models.TextChoices):
    """A company whose language models Mason can call with a user's own key."""

    ANTHROPIC = "anthropic", "Anthropic"
    OPENAI = "openai", "OpenAI"


class Channel(models.TextChoices):
    """Through what a change came."""

    ADMIN = "admin", "Admin"
    API = "api", "API"
    COMMAND = "command", "Command"
    SQL = "sql", "Plain SQL"


class Role(models.TextChoices):
    """What a person may do; each but no role at all may sign in to the admin.

    The values are the names of the groups that carry the permissions; a migration makes them.
    """

    VIEWER = "Viewer", "Viewer"
    CURATOR = "Curator", "Curator"
    ADMINISTRATOR = "Administrator", "Administrator"


DECIDING_ROLES: Final = (Role.CURATOR, Role.ADMINISTRATOR)
"""Who approves, defers, rejects, reopens and restores."""

DECIDE: Final = "accounts.decide"
"""The permission to do that."""

ADMINISTER: Final = "accounts.change_user"
"""The permission that administrators alone have among the roles."""
