"""Closed lists of values that the accounts tables hold."""

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
