"""Keeping secrets that programs were given out of what is stored and shown."""

import os
import re
from collections.abc import Iterator
from typing import Final

from django.conf import settings

from execution.engine.git.redaction import redacted

LEAST_LENGTH: Final = 8
"""Characters of a secret; shorter ones would be found in ordinary words."""
_NAME_OF_SECRET: Final = re.compile("key|token|secret|passw|credential|auth(?!or)", re.IGNORECASE)


def without_secrets(text: str) -> str:
    """Take out the secrets that AGENT_ENVIRONMENT names, GITHUB_TOKEN, and those in addresses."""
    return redacted(text, (one for one in _secrets() if len(one) >= LEAST_LENGTH))


def _secrets() -> Iterator[str]:
    yield settings.GITHUB_TOKEN
    for name in filter(_NAME_OF_SECRET.search, settings.AGENT_ENVIRONMENT):
        yield from os.environ.get(name, "").splitlines()
