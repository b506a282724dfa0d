"""The secrets of an installation that was given none: made once, kept in `var/secrets.env`."""

import os
import secrets
from pathlib import Path
from typing import Final

from cryptography.fernet import Fernet

OWNER_ONLY: Final = 0o600
SECRET_KEY_BYTES: Final = 48


def write_secrets(path: Path) -> None:
    """Write new SECRET_KEY and ENCRYPTION_KEYS, whole or not at all, for the owner's eyes only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"SECRET_KEY={secrets.token_urlsafe(SECRET_KEY_BYTES)}\n")
        file.write(f"ENCRYPTION_KEYS={Fernet.generate_key().decode()}\n")
    unfinished.rename(path)
