"""Names of branches."""

import re
import unicodedata
from typing import Final
from uuid import UUID

PREFIX: Final = "mason/"
LONGEST_SLUG: Final = 48
"""Characters."""
_SUFFIX: Final = 8
"""Hexadecimal digits of the attempt's id; its end, for some kinds of ids begin with the time."""


def branch_name(title: str, attempt_id: UUID) -> str:
    """Name the branch of an attempt: `mason/<slug of the title>-<end of the attempt's id>`.

    A valid name for any title, of at most 63 characters, and the same for the same arguments.
    """
    return f"{PREFIX}{_slug(title) or 'item'}-{attempt_id.hex[-_SUFFIX:]}"


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].rstrip("-")
